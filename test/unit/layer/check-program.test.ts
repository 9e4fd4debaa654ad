import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { checkProgram } from '../../../layer/elf/check-program.ts';
import { type TemporaryFolder, temporaryFolder } from '../../support/temporary-folder.ts';
import { type TinyElf, tinyElf } from './tiny-elf.ts';

const BASE: TinyElf = {
  interpreter: '/lib64/ld-linux-x86-64.so.2',
  libraries: ['libdl.so.2', 'libstdc++.so.6', 'libm.so.6', 'libgcc_s.so.1', 'libpthread.so.0', 'libc.so.6'],
  versions: {
    'libc.so.6': ['GLIBC_2.2.5', 'GLIBC_2.34'],
    'libstdc++.so.6': ['GLIBCXX_3.4.9', 'GLIBCXX_3.4.29', 'CXXABI_1.3.13', 'CXXABI_FLOAT128', 'CXXABI_TM_1'],
    'libgcc_s.so.1': ['GCC_3.0', 'GCC_11.0'],
  },
};

test('a program that needs all that Amazon Linux 2023 has, and nothing more, passes', async () => {
  await using folder = await temporaryFolder();
  const { libraries } = checkProgram(await written(folder, BASE), 'x86_64', 'node');
  expect(libraries).toEqual(BASE.libraries);
});

test('so does one that needs a library of the layer', async () => {
  await using folder = await temporaryFolder();
  const versions = { 'libatomic.so.1': ['LIBATOMIC_1.0'] };
  const file = await written(folder, { machine: 183, libraries: ['libatomic.so.1'], versions });
  expect(checkProgram(file, 'arm64', 'node').libraries).toEqual(['libatomic.so.1']);
});

test('so does an addon that needs a library which comes with it', async () => {
  await using folder = await temporaryFolder();
  const file = await written(folder, { libraries: ['libvips-cpp.so.8'] });
  expect(checkProgram(file, 'x86_64', 'sharp.node', ['libvips-cpp.so.8']).libraries).toEqual(['libvips-cpp.so.8']);
});

test.each<[string, TinyElf, string]>([
  [
    'a newer glibc',
    { versions: { 'libc.so.6': ['GLIBC_2.36', 'GLIBC_2.38', 'GLIBC_2.4'] } },
    'GLIBC_2.38 of libc.so.6 (it has GLIBC_2.34)',
  ],
  [
    'a newer compiler',
    { versions: { 'libstdc++.so.6': ['GLIBCXX_3.4.30', 'CXXABI_1.3.14'] } },
    'GLIBCXX_3.4.30 of libstdc++.so.6 (it has GLIBCXX_3.4.29), CXXABI_1.3.14 of libstdc++.so.6 (it has CXXABI_1.3.13)',
  ],
  [
    'a way to link that came later',
    { versions: { 'libc.so.6': ['GLIBC_ABI_DT_RELR'] } },
    'GLIBC_ABI_DT_RELR of libc.so.6 (it has none)',
  ],
  ['another library', { libraries: ['libc.so.6', 'libnode.so.137'] }, 'libnode.so.137 (it has none)'],
  ['another libc', { interpreter: '/lib/ld-musl-x86_64.so.1' }, '/lib/ld-musl-x86_64.so.1 (it has another loader)'],
])('a program that needs %s is refused with what Amazon Linux 2023 has', async (_title, elf, lacking) => {
  await using folder = await temporaryFolder();
  const file = await written(folder, elf);
  expect(() => checkProgram(file, 'x86_64', 'node')).toThrow(
    `node: it needs more than Amazon Linux 2023 has: ${lacking}`,
  );
});

test.each([
  [183, 'node: this is no Linux program for x86_64 but for arm64'],
  [243, 'node: this is no Linux program for x86_64 but for a processor that Lambda does not have'],
])('a program for another processor (%i) is refused', async (machine, line) => {
  await using folder = await temporaryFolder();
  const file = await written(folder, { machine });
  expect(() => checkProgram(file, 'x86_64', 'node')).toThrow(line);
});

test('a file that is not there or no program is refused by its name', async () => {
  await using folder = await temporaryFolder({ text: 'text' });
  const missing = join(folder.path, 'missing');
  expect(() => checkProgram(missing, 'x86_64', '--libatomic missing')).toThrow(
    '--libatomic missing: cannot be read (ENOENT)',
  );
  expect(() => checkProgram(join(folder.path, 'text'), 'x86_64', '--libatomic text')).toThrow(
    '--libatomic text: this is no Linux program (no ELF file)',
  );
});

async function written(folder: TemporaryFolder, elf: TinyElf): Promise<string> {
  const file = join(folder.path, 'program');
  await writeFile(file, tinyElf(elf));
  return file;
}
