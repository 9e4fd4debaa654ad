import { execFile, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { readdir, readFile, readlink, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { beforeEach, expect, test } from 'vitest';
import { buildColdfs } from '../../../../../layer/hot-pages/coldfs/build-coldfs.ts';
import { MountedColdfs } from '../../../../../layer/hot-pages/coldfs/mounted-coldfs.ts';
import { fileTree } from '../../../../../layer/hot-pages/tree/file-tree.ts';
import { findProgram } from '../../../../../service/processes/system-program.ts';
import { temporaryFolder } from '../../../../support/temporary-folder.ts';

const MIB = 2 ** 20;
const QUICK = { latencyMs: 0, serial: false };

const program = await buildColdfs();
const tried = typeof program === 'string' ? await MountedColdfs.mount(program, [], QUICK) : program;
const reason = 'reason' in tried ? tried.reason : undefined;
if (!('reason' in tried)) await tried[Symbol.asyncDispose]();

beforeEach((context) => {
  if (reason !== undefined) context.skip(reason);
});

async function mounted(...[tree, model]: [Parameters<typeof MountedColdfs.mount>[1], typeof QUICK]) {
  const result = await MountedColdfs.mount(String(program), tree, model);
  if ('reason' in result) throw new Error(result.reason);
  return result;
}

test('reads of a file are counted, and none is made for what is in the page cache', async () => {
  await using folder = await temporaryFolder();
  const file = join(folder.path, 'known');
  const content = randomBytes(MIB + 1000);
  await writeFile(file, content);
  await using coldfs = await mounted(fileTree([file], ''), QUICK);
  await coldfs.dropCache();
  expect(await coldfs.reads()).toEqual({ requests: 0, bytes: 0 });
  expect((await readFile(`${coldfs.root}${file}`)).equals(content)).toBe(true);
  const first = await coldfs.reads();
  expect(first.bytes).toBe(content.length);
  // 128 KB at most are read ahead, and the first window of a file is smaller.
  expect(first.requests).toBeGreaterThanOrEqual(2);
  await readFile(`${coldfs.root}${file}`);
  expect(await coldfs.reads()).toEqual(first);
  await coldfs.dropCache();
  await readFile(`${coldfs.root}${file}`);
  expect((await coldfs.reads()).bytes).toBe(content.length);
});

test('no page is left when the cache has been dropped', async (context) => {
  const fincore = findProgram('fincore');
  if (fincore === undefined) return context.skip('fincore is not installed');
  await using folder = await temporaryFolder({ 'known.txt': 'text'.repeat(50_000) });
  await using coldfs = await mounted(fileTree([folder.path], ''), QUICK);
  const file = `${coldfs.root}${folder.path}/known.txt`;
  const pages = async (): Promise<number> => {
    const { stdout } = await promisify(execFile)(fincore, ['--noheadings', '--raw', '--output', 'PAGES', file]);
    return Number(stdout);
  };
  await readFile(file);
  expect(await pages()).toBe(49);
  await coldfs.dropCache();
  expect(await pages()).toBe(0);
});

test('each read takes its latency, and its size by the bandwidth', async () => {
  await using folder = await temporaryFolder();
  const file = join(folder.path, 'known');
  await writeFile(file, randomBytes(MIB));
  const model = { latencyMs: 5, serial: true, megabytesPerSecond: 20 };
  await using coldfs = await mounted(fileTree([file], ''), model);
  await coldfs.dropCache();
  const startedMs = performance.now();
  await readFile(`${coldfs.root}${file}`);
  const tookMs = performance.now() - startedMs;
  const { requests, bytes } = await coldfs.reads();
  expect(tookMs).toBeGreaterThanOrEqual(requests * 5 + Math.floor(bytes / 20_000) - 1);
});

test('reads ahead as far as Lambda is thought to', async () => {
  await using coldfs = await mounted([], QUICK);
  expect(coldfs.readAhead).toBe('read-ahead 128 KB');
});

test('folders and links are there as they were, and nothing can be written', async () => {
  await using folder = await temporaryFolder({ 'a.mjs': '1', 'b/run.sh': '#!/bin/sh\n' });
  await symlink('b/run.sh', join(folder.path, 'link'));
  await using coldfs = await mounted(fileTree([folder.path], '/inside'), QUICK);
  const root = `${coldfs.root}/inside${folder.path}`;
  expect((await readdir(root)).toSorted()).toEqual(['a.mjs', 'b', 'link']);
  expect(await readlink(join(root, 'link'))).toBe('b/run.sh');
  expect(await readFile(join(root, 'link'), 'utf8')).toBe('#!/bin/sh\n');
  await expect(writeFile(join(root, 'a.mjs'), '2')).rejects.toThrow('EROFS');
});

test('nothing of it is left when its owner is killed', async () => {
  await using folder = await temporaryFolder({ 'a.mjs': '' });
  const module = new URL('../../../../../layer/hot-pages/coldfs/mounted-coldfs.ts', import.meta.url).href;
  const tree = JSON.stringify(fileTree([folder.path], ''));
  const code = `
    import { MountedColdfs } from ${JSON.stringify(module)};
    const coldfs = await MountedColdfs.mount(${JSON.stringify(program)}, ${tree}, ${JSON.stringify(QUICK)});
    console.log(coldfs.root);
    setInterval(() => {}, 1000);`;
  const owner = spawn(process.execPath, ['--input-type=module', '-e', code], { env: { TMPDIR: folder.path } });
  const [root] = await once(owner.stdout.setEncoding('utf8'), 'data');
  expect(existsSync(`${String(root).trim()}${folder.path}/a.mjs`)).toBe(true);
  owner.kill('SIGKILL');
  await expect.poll(() => existsSync(String(root).trim())).toBe(false);
  expect(await readFile('/proc/self/mountinfo', 'utf8')).not.toContain(folder.path);
});
