import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { strToU8, zipSync } from 'fflate';
import { expect, test } from 'vitest';
import { unpackArchive } from '../../../../service/deployment/unpack-archive.ts';
import { folderContents, folderModes } from '../../../support/folder-contents.ts';
import { temporaryFolder } from '../../../support/temporary-folder.ts';
import { type ZipPart, zipBytes } from '../../../support/zip-bytes.ts';

test('files, folders and links come out as they went in', async () => {
  const zip = zipBytes([
    { name: 'index.mjs', content: 'export {}', mode: 0o100644 },
    { name: 'stored', content: 'as it is', mode: 0o100644, method: 0 },
    { name: 'nothing', mode: 0o100644 },
    { name: 'empty/', mode: 0o040755 },
    { name: 'lib/deep/größe.txt', content: 'ß', mode: 0o100644 },
    { name: 'lib/latest', content: 'deep/größe.txt', mode: 0o120777 },
    { name: 'dangling', content: 'lib/none/../nothing', mode: 0o120777 },
    { name: 'here', content: 'lib/../.', mode: 0o120777 },
  ]);
  expect(await unpacked(zip)).toEqual({
    'index.mjs': 'export {}',
    stored: 'as it is',
    nothing: '',
    empty: 'folder',
    lib: 'folder',
    'lib/deep': 'folder',
    'lib/deep/größe.txt': 'ß',
    'lib/latest': 'deep/größe.txt',
    dangling: 'lib/none/../nothing',
    here: 'lib/../.',
  });
});

test('everybody may read, and execute what anybody might', async () => {
  const modes = [0o100755, 0o100644, 0o100600, 0o100700, 0o106755, 0o100010, 0o755, 0o600, 0, undefined];
  const parts = modes.map((mode, index) => ({ name: `in/${index}`, ...(mode !== undefined && { mode }) }));
  const zip = zipBytes([{ name: 'in/', mode: 0o041700 }, { name: 'bootstrap', content: '#!/bin/sh' }, ...parts]);
  await using folder = await temporaryFolder();
  const umask = process.umask(0o077);
  await unpackArchive(zip, join(folder.path, 'new')).finally(() => process.umask(umask));
  const executable = Object.fromEntries([0, 3, 4, 5, 6].map((index) => [`new/in/${index}`, '755']));
  const readable = Object.fromEntries([1, 2, 7, 8, 9].map((index) => [`new/in/${index}`, '644']));
  expect(folderModes(folder.path)).toEqual({
    ...{ new: '755', 'new/in': '755', 'new/bootstrap': '644' },
    ...executable,
    ...readable,
  });
});

test.each<[string, ZipPart, string]>([
  ['in UTF-8 that does not say so, as on macOS', { name: Buffer.from('größe'), flags: 0 }, 'größe'],
  ['in the code page of DOS', { name: Buffer.from([0x67, 0x72, 0x94, 0xe1, 0x65]), flags: 0 }, 'größe'],
  ['that begins with a dot', { name: './a/./b//c' }, 'a/b/c'],
  ['that looks like a climb', { name: '..a/...' }, '..a/...'],
  ['of JavaScript', { name: '__proto__' }, '__proto__'],
  ['with what it says in Unicode besides', { name: 'a', extra: Buffer.from('7570030001ffff', 'hex') }, 'a'],
])('a name %s is taken', async (_, part, path) => {
  expect(Object.entries(await unpacked(zipBytes([{ ...part, content: 'found' }])))).toContainEqual([path, 'found']);
});

test('the folder itself may have an entry', async () => {
  expect(await unpacked(zipBytes([{ name: './', mode: 0o040755 }, { name: './a' }]))).toEqual({ a: '' });
});

test('a zip may have a comment, and be of 64 bits', async () => {
  expect(await unpacked(zipBytes([{ name: 'a' }], { comment: 'made by hand' }))).toEqual({ a: '' });
  expect(await unpacked(zipBytes([{ name: 'a' }], { zip64: true }))).toEqual({ a: '' });
});

test('as many links as systems follow are taken', async () => {
  const links = Array.from({ length: 40 }, (_, index) => ({
    name: `l${index}`,
    content: `l${index + 1}`,
    mode: 0o120777,
  }));
  const zip = zipBytes([...links, { name: 'l40', content: 'the end' }]);
  await using folder = await temporaryFolder();
  await unpackArchive(zip, join(folder.path, 'new'));
  expect(readFileSync(join(folder.path, 'new/l0'), 'utf8')).toBe('the end');
});

test('what fflate makes is unpacked, with and without modes', async () => {
  const zip = zipSync({
    'index.mjs': strToU8('export {}'),
    lib: { 'a.txt': [strToU8('a'.repeat(100_000)), { level: 9 }], empty: {} },
    run: [strToU8('#!/bin/sh'), { os: 3, attrs: (0o100755 << 16) >>> 0 }],
  });
  await using folder = await temporaryFolder();
  expect(await unpackArchive(Buffer.from(zip), join(folder.path, 'new'))).toEqual({ unzippedBytes: 100_018 });
  expect(folderModes(join(folder.path, 'new'))).toMatchObject({ 'index.mjs': '644', 'lib/a.txt': '644', run: '755' });
});

test('what zip makes is unpacked, with links and folders', async ({ skip }) => {
  skip(isMissing('zip'), 'this machine has no zip');
  await using folder = await temporaryFolder({ 'in/index.mjs': 'export {}', 'in/run': '#!/bin/sh', 'in/ö': 'ö' });
  mkdirSync(join(folder.path, 'in/empty'));
  symlinkSync('index.mjs', join(folder.path, 'in/link.mjs'));
  writeFileSync(join(folder.path, 'in/large'), 'x'.repeat(300_000));
  chmodSync(join(folder.path, 'in/index.mjs'), 0o600);
  execFileSync('zip', ['-q', '-y', '-r', '../archive.zip', '.'], { cwd: join(folder.path, 'in') });
  await unpackArchive(readFileSync(join(folder.path, 'archive.zip')), join(folder.path, 'new'));
  expect(folderContents(join(folder.path, 'new'))).toEqual(folderContents(join(folder.path, 'in')));
  expect(folderModes(join(folder.path, 'new'))).toMatchObject({ 'index.mjs': '644', run: '755', empty: '755' });
});

test("what Python's zipfile makes is unpacked, from a file and from a stream", async ({ skip }) => {
  skip(isMissing('python3'), 'this machine has no Python');
  await using folder = await temporaryFolder();
  const script = `
import sys, zipfile
class Stream:
    def write(self, data): return sys.stdout.buffer.write(data)
    def flush(self): pass
with zipfile.ZipFile(Stream() if sys.argv[1] == 'stream' else sys.argv[1], 'w', zipfile.ZIP_DEFLATED) as archive:
    archive.writestr('handler.py', 'x = 1\\n' * 1000)
    archive.writestr('ö/empty/', '')
    with archive.open('large', 'w', force_zip64=True) as file: file.write(b'y' * 100_000)
`;
  const file = join(folder.path, 'archive.zip');
  execFileSync('python3', ['-c', script, file]);
  const expected = {
    'handler.py': 'x = 1\n'.repeat(1000),
    ö: 'folder',
    'ö/empty': 'folder',
    large: 'y'.repeat(100_000),
  };
  expect(await unpacked(readFileSync(file))).toEqual(expected);
  expect(await unpacked(execFileSync('python3', ['-c', script, 'stream']))).toEqual(expected);
});

test('a folder that is there already is left alone', async () => {
  await using folder = await temporaryFolder({ 'kept.txt': 'kept' });
  await expect(unpackArchive(zipBytes([{ name: 'a' }]), folder.path)).rejects.toThrow(/EEXIST/);
  expect(folderContents(folder.path)).toEqual({ 'kept.txt': 'kept' });
});

async function unpacked(zip: Buffer): Promise<Readonly<Record<string, string>>> {
  await using folder = await temporaryFolder();
  await unpackArchive(zip, join(folder.path, 'new'));
  return folderContents(join(folder.path, 'new'));
}

function isMissing(program: string): boolean {
  try {
    execFileSync(program, ['--version'], { stdio: 'ignore' });
    return false;
  } catch {
    return true;
  }
}
