import { execFileSync } from 'node:child_process';
import { chmodSync, cpSync, symlinkSync, truncateSync, utimesSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { strFromU8, unzipSync } from 'fflate';
import { expect, test } from 'vitest';
import { functionArchive } from '../../../../layer/deploy/function-archive.ts';
import { temporaryFolder } from '../../../support/temporary-folder.ts';

test('the same files make the same bytes, whatever their times, owners and order', async () => {
  await using folder = await temporaryFolder({ 'one/b.mjs': 'b', 'one/a/deep.mjs': 'a', 'one/.git/HEAD': 'main' });
  const [one, other] = [join(folder.path, 'one'), join(folder.path, 'other')];
  cpSync(join(one, 'a'), join(other, 'a'), { recursive: true });
  writeFileSync(join(other, 'b.mjs'), 'b', { mode: 0o600 });
  utimesSync(join(other, 'b.mjs'), 1_000_000_000, 1_000_000_000);
  const archive = await functionArchive(one);
  expect(await functionArchive(other)).toEqual(archive);
  expect(Object.keys(unzipSync(archive.zip))).toEqual(['a/deep.mjs', 'b.mjs']);
  chmodSync(join(other, 'b.mjs'), 0o700);
  expect((await functionArchive(other)).codeSha256).not.toBe(archive.codeSha256);
});

test('links are packed as what they lead to in the folder', async () => {
  await using folder = await temporaryFolder({ 'lib/index.mjs': 'lib' });
  symlinkSync('lib', join(folder.path, 'alias'));
  symlinkSync(join(folder.path, 'lib/index.mjs'), join(folder.path, 'index.mjs'));
  const files = unzipSync((await functionArchive(folder.path)).zip);
  expect(Object.keys(files)).toEqual(['alias/index.mjs', 'index.mjs', 'lib/index.mjs']);
  expect(strFromU8(files['alias/index.mjs'] ?? new Uint8Array())).toBe('lib');
});

test.each([
  ['/etc/passwd', /^link is a link that leads out of the folder, to /],
  ['..', /^link is a link that leads out of the folder, to /],
  ['nowhere', /^link is a link that leads nowhere$/],
  ['.', /^link is a link to a folder that it is in itself$/],
  ['node_modules/.pnpm/a@1/node_modules/a', /^link is a link of pnpm: /],
])('a link to %s is refused', async (target, reason) => {
  await using folder = await temporaryFolder({ 'function/node_modules/.pnpm/a@1/node_modules/a/index.js': '' });
  symlinkSync(target, join(folder.path, 'function/link'));
  await expect(functionArchive(join(folder.path, 'function'))).rejects.toThrow(reason);
});

test('folders that lead into each other are refused', async () => {
  await using folder = await temporaryFolder({ 'one/file': '', 'two/file': '' });
  symlinkSync('../two', join(folder.path, 'one/there'));
  symlinkSync('../one', join(folder.path, 'two/back'));
  await expect(functionArchive(folder.path)).rejects.toThrow(/ is a link to a folder that it is in itself$/);
});

test('what is neither file nor folder is refused', async () => {
  await using folder = await temporaryFolder();
  const server = createServer().listen(join(folder.path, 'socket'));
  await expect.poll(() => server.listening).toBe(true);
  await expect(functionArchive(folder.path)).rejects.toThrow('socket is neither a file nor a folder');
  server.close();
  execFileSync('mkfifo', [join(folder.path, 'pipe')]);
  await expect(functionArchive(folder.path)).rejects.toThrow('pipe is neither a file nor a folder');
});

test('what Lambda would not take is refused before it is sent', async () => {
  await using folder = await temporaryFolder({ 'index.mjs': 'x' });
  truncateSync(join(folder.path, 'index.mjs'), 250 * 1024 * 1024 + 1);
  await expect(functionArchive(folder.path)).rejects.toThrow('the folder holds more than 250 MB');
});

test('a folder that is none is told', async () => {
  await using folder = await temporaryFolder({ 'index.mjs': '', 'empty/.git': 'gitdir: elsewhere' });
  await expect(functionArchive(join(folder.path, 'none'))).rejects.toThrow('none: no such folder');
  await expect(functionArchive(join(folder.path, 'index.mjs'))).rejects.toThrow('is a file: give the folder');
  await expect(functionArchive(join(folder.path, 'empty'))).rejects.toThrow('empty is empty');
});
