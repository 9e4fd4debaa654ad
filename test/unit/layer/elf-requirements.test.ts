import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { ElfError } from '../../../layer/elf/elf-error.ts';
import { readElfRequirements } from '../../../layer/elf/elf-requirements.ts';
import { SeededRandom } from '../../support/seeded-random.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';
import { tinyElf } from './tiny-elf.ts';

const PROGRAM = tinyElf({
  machine: 183,
  interpreter: '/lib/ld-linux-aarch64.so.1',
  libraries: ['libc.so.6', 'libm.so.6'],
  versions: { 'libc.so.6': ['GLIBC_2.17', 'GLIBC_2.38', 'GLIBC_2.99'], 'libm.so.6': ['GLIBC_2.29'] },
  weak: ['GLIBC_2.99'],
});

test('what the dynamic loader will look for is read, without versions that need not be there', async () => {
  await using folder = await temporaryFolder();
  expect(read(folder.path, PROGRAM)).toEqual({
    architecture: 'arm64',
    interpreter: '/lib/ld-linux-aarch64.so.1',
    libraries: ['libc.so.6', 'libm.so.6'],
    versions: [
      { library: 'libc.so.6', name: 'GLIBC_2.17' },
      { library: 'libc.so.6', name: 'GLIBC_2.38' },
      { library: 'libm.so.6', name: 'GLIBC_2.29' },
    ],
  });
});

test('a static program needs nothing', async () => {
  await using folder = await temporaryFolder();
  expect(read(folder.path, tinyElf({ type: 2 }))).toEqual({
    architecture: 'x86_64',
    interpreter: undefined,
    libraries: [],
    versions: [],
  });
});

test('a processor that Lambda does not have is no architecture', async () => {
  await using folder = await temporaryFolder();
  expect(read(folder.path, tinyElf({ machine: 243 })).architecture).toBeUndefined();
});

test.runIf(process.platform === 'linux')('of a real program, it is what the loader itself says', (context) => {
  const { libraries, versions } = readElfRequirements(process.execPath);
  const told = listDependencies();
  if (told === undefined) return context.skip('this machine has no ldd of glibc');
  for (const library of libraries) expect(told).toContain(library);
  for (const { library, name } of versions) expect(told).toContain(`${library} (${name})`);
  expect(versions.length).toBeGreaterThan(10);
});

test.each([
  ['an empty file', Buffer.alloc(0), 'this is no Linux program (no ELF file)'],
  ['a script', Buffer.from(`#!/bin/sh\n${' '.repeat(100)}`), 'this is no Linux program (no ELF file)'],
  ['a program of 32 bits', changed(4, 1), 'not of 64 bits'],
  ['a big-endian program', changed(5, 2), 'little-endian'],
  ['an object file', changed(16, 1), 'neither a program nor a shared library'],
  ['headers beyond the end', changed(56, 0xff), 'this is an ELF file that is cut off'],
  ['headers beyond 2^53', changed(38, 0xff), 'this is an ELF file that is cut off'],
])('%s is refused', async (_title, content, reason) => {
  await using folder = await temporaryFolder();
  expect(() => read(folder.path, content)).toThrow(ElfError);
  expect(() => read(folder.path, content)).toThrow(reason);
});

test('whatever is broken, it is read or refused, and quickly', async () => {
  await using folder = await temporaryFolder();
  for (let end = 0; end < PROGRAM.length; end += 1) readOrRefuse(folder.path, PROGRAM.subarray(0, end));
  const random = new SeededRandom(1);
  for (let round = 0; round < 300; round += 1) {
    const broken = Buffer.from(PROGRAM);
    for (let count = 0; count < 4; count += 1) broken[random.below(broken.length)] = random.below(256);
    readOrRefuse(folder.path, broken);
  }
});

function read(folder: string, content: Buffer): ReturnType<typeof readElfRequirements> {
  const file = join(folder, 'file');
  writeFileSync(file, content);
  return readElfRequirements(file);
}

function readOrRefuse(folder: string, content: Buffer): void {
  try {
    read(folder, content);
  } catch (error) {
    expect(error).toBeInstanceOf(ElfError);
  }
}

function changed(offset: number, byte: number): Buffer {
  const content = Buffer.from(PROGRAM);
  content[offset] = byte;
  return content;
}

function listDependencies(): string | undefined {
  try {
    return execFileSync('ldd', ['-v', process.execPath], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });
  } catch {
    return undefined;
  }
}
