import { type ChildProcess, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { text } from 'node:stream/consumers';
import { expect, test } from 'vitest';
import { CodeStore } from '../../../../service/deployment/code-store.ts';
import { ServiceError } from '../../../../service/http/service-error.ts';
import { folderContents, folderModes } from '../../../support/folder-contents.ts';
import { temporaryFolder } from '../../../support/temporary-folder.ts';
import { zipBytes } from '../../../support/zip-bytes.ts';

// Much is written here, and the disk is shared.
const SMALL = zipBytes([{ name: 'index.mjs', content: 'export {}', mode: 0o100644 }]);
const OTHER = zipBytes([{ name: 'lib/other.mjs', content: 'export default 1' }]);
const SLOW = zipBytes([
  { name: 'index.mjs', content: 'slow' },
  { name: 'large', content: Buffer.alloc(60_000_000) },
]);

test('code is unpacked and kept with its zip, under the hash that Lambda tells', async () => {
  await using folder = await temporaryFolder();
  const store = await CodeStore.open(join(folder.path, 'new/store'));
  const sha256 = createHash('sha256').update(SMALL).digest('base64');
  expect(await store.add(SMALL)).toEqual({ sha256, zipBytes: SMALL.length, unzippedBytes: 9 });
  expect(folderContents(store.folder(sha256))).toEqual({ 'index.mjs': 'export {}' });
  expect(readFileSync(store.archive(sha256))).toEqual(SMALL);
  expect(store.folder(sha256)).toBe(resolve(store.folder(sha256)));
});

test('nobody else may enter the store, and everybody may read what is in there', async () => {
  await using folder = await temporaryFolder();
  const store = await CodeStore.open(join(folder.path, 'store'));
  const { sha256 } = await store.add(
    zipBytes([
      { name: 'secret/run', mode: 0o100700 },
      { name: 'a', mode: 0o100600 },
    ]),
  );
  expect(folderModes(folder.path).store).toBe('700');
  expect(folderModes(store.folder(sha256))).toEqual({ secret: '755', 'secret/run': '755', a: '644' });
  expect(statSync(store.folder(sha256)).mode & 0o777).toBe(0o755);
});

test('the same code is unpacked once, also when it is added at the same time and after a new start', async () => {
  await using folder = await temporaryFolder();
  const [store, other] = [await CodeStore.open(folder.path), await CodeStore.open(folder.path)];
  const all = await Promise.all([store.add(SMALL), store.add(SMALL), other.add(SMALL), other.add(Buffer.from(SMALL))]);
  const [{ sha256 }] = all;
  expect(all).toEqual(Array.from(all, () => all[0]));
  const { ino } = statSync(store.folder(sha256));
  expect(await (await CodeStore.open(folder.path)).add(SMALL)).toEqual(all[0]);
  expect(statSync(store.folder(sha256)).ino).toBe(ino);
  expect(draftsIn(folder.path)).toEqual([]);
});

test('a zip that is refused leaves nothing, and is refused again', async () => {
  await using folder = await temporaryFolder();
  const store = await CodeStore.open(folder.path);
  const before = folderContents(folder.path);
  const bad = [zipBytes([{ name: 'good' }, { name: '../bad' }]), zipBytes([{ name: 'a', crc: 7 }]), Buffer.from('no')];
  for (const zip of [...bad, ...bad]) await expect(store.add(zip)).rejects.toThrow(ServiceError);
  await expect(store.add(SMALL, { maxZippedBytes: 10 })).rejects.toMatchObject({ status: 413 });
  expect(folderContents(folder.path)).toEqual(before);
});

test('a zip has 50 MB at most where nothing else is said', async () => {
  await using folder = await temporaryFolder();
  const store = await CodeStore.open(folder.path);
  // A zip must be looked into to see that it is none.
  await expect(store.add(Buffer.alloc(52_428_800))).rejects.toMatchObject({ status: 400 });
  await expect(store.add(Buffer.alloc(52_428_801))).rejects.toMatchObject({ status: 413 });
});

test('code that is there is refused all the same where less room is left', async () => {
  await using folder = await temporaryFolder();
  const store = await CodeStore.open(folder.path);
  const tooLarge = { message: 'Unzipped size must be smaller than 8 bytes' };
  const [large, small] = await Promise.allSettled([store.add(SMALL), store.add(SMALL, { maxUnzippedBytes: 8 })]);
  expect(large.status).toBe('fulfilled');
  expect(small).toMatchObject({ reason: tooLarge });
  await expect(store.add(SMALL, { maxUnzippedBytes: 8 })).rejects.toMatchObject(tooLarge);
  expect(await store.add(SMALL, { maxUnzippedBytes: 9 })).toMatchObject({ unzippedBytes: 9 });
});

test('what is not in use any more can be removed, but not what is being added', async () => {
  await using folder = await temporaryFolder();
  const store = await CodeStore.open(folder.path);
  const [small, other] = [await store.add(SMALL), await store.add(OTHER)];
  const slow = store.add(SLOW);
  const again = store.add(OTHER);
  await store.keepOnly([small.sha256]);
  await again;
  expect(existsSync(store.folder(other.sha256))).toBe(true);
  await store.keepOnly([small.sha256]);
  expect(existsSync(store.folder(other.sha256))).toBe(false);
  expect(folderContents(store.folder(small.sha256))).toEqual({ 'index.mjs': 'export {}' });
  expect(readFileSync(join(store.folder((await slow).sha256), 'index.mjs'), 'utf8')).toBe('slow');
  await store.keepOnly([]);
  expect(readdirSync(join(folder.path, 'code'))).toEqual([]);
  expect(draftsIn(folder.path)).toEqual([]);
  expect(await store.add(OTHER)).toEqual(other);
});

test('only hashes are taken for hashes', async () => {
  await using folder = await temporaryFolder();
  const store = await CodeStore.open(folder.path);
  for (const wrong of ['', '..', '../../etc', SMALL.toString('base64')]) {
    expect(() => store.folder(wrong)).toThrow(/not a SHA-256 in base64$/);
    expect(() => store.archive(wrong)).toThrow(/not a SHA-256 in base64$/);
  }
});

test('two services that add the same at the same time have one copy', async () => {
  await using folder = await temporaryFolder();
  const services = [adding(folder.path, SLOW), adding(folder.path, SLOW), adding(folder.path, SLOW)];
  const outputs = await Promise.all(services.map(({ output }) => output));
  expect(new Set(outputs).size).toBe(1);
  expect(JSON.parse(outputs[0] ?? '')).toMatchObject({ zipBytes: SLOW.length, unzippedBytes: 60_000_004 });
  expect(readdirSync(join(folder.path, 'store/code'))).toHaveLength(1);
  expect(draftsIn(join(folder.path, 'store'))).toEqual([]);
});

test('what a killed service was adding is cleared at the next start, and can be added', async () => {
  await using folder = await temporaryFolder();
  const { child } = adding(folder.path, SLOW, 'SIGKILL');
  expect(await once(child, 'exit')).toEqual([null, 'SIGKILL']);
  const root = join(folder.path, 'store');
  expect(draftsIn(root)).toHaveLength(1);
  expect(readdirSync(join(root, 'code'))).toEqual([]);
  const store = await CodeStore.open(root);
  expect(draftsIn(root)).toEqual([]);
  const { sha256 } = await store.add(SLOW);
  expect(statSync(join(store.folder(sha256), 'large')).size).toBe(60_000_000);
});

test('what another service is adding stays, and is of no harm when it comes second', async () => {
  await using folder = await temporaryFolder();
  const { child, output } = adding(folder.path, SLOW, 'SIGSTOP');
  await expect.poll(() => stateOf(child)).toBe('T');
  const root = join(folder.path, 'store');
  const drafts = draftsIn(root);
  expect(drafts).toHaveLength(1);
  const store = await CodeStore.open(root);
  const stored = await store.add(SLOW);
  expect(draftsIn(root)).toEqual(drafts);
  child.kill('SIGCONT');
  expect(JSON.parse(await output)).toEqual(stored);
  expect(draftsIn(root)).toEqual([]);
});

/** Another process that adds a zip to the store in a folder. */
function adding(folder: string, zip: Buffer, signal?: string): { child: ChildProcess; output: Promise<string> } {
  const file = join(folder, 'archive.zip');
  writeFileSync(file, zip);
  const program = join(import.meta.dirname, '../../../support/code-store-process.ts');
  const options = [program, join(folder, 'store'), file, ...(signal === undefined ? [] : [signal])];
  const child = spawn(process.execPath, options, { stdio: ['ignore', 'pipe', 'inherit'] });
  return { child, output: text(child.stdout) };
}

function draftsIn(store: string): readonly string[] {
  return readdirSync(join(store, 'drafts'));
}

/** As the kernel has it: `T` for a process that was stopped. */
function stateOf({ pid }: ChildProcess): string | undefined {
  return /\) (\w) /.exec(readFileSync(`/proc/${pid}/stat`, 'utf8'))?.[1];
}
