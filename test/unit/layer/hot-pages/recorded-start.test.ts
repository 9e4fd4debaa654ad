import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, type TestContext, test } from 'vitest';
import { buildLayer } from '../../../../layer/build-layer.ts';
import { readBuildPlan } from '../../../../layer/build-plan.ts';
import { PAGE_BYTES } from '../../../../layer/hot-pages/hot-pages.ts';
import { PreparedStart, type Recording, type Start } from '../../../../layer/hot-pages/prepared-start.ts';
import { readAheadFile } from '../../../../layer/hot-pages/tree/read-ahead.ts';
import { RECORDING_WAYS, type RecordingWay } from '../../../../layer/hot-pages/watch-tree.ts';
import { ARCHITECTURE } from '../../../support/built-layer.ts';
import { temporaryFolder } from '../../../support/temporary-folder.ts';

const ANSWERS = 'exports.handler = async () => {};\n';
const isRoot = process.getuid?.() === 0;

async function startOf(taskRoot: string): Promise<Start> {
  const plan = readBuildPlan(['--arch', ARCHITECTURE]);
  const layer = await buildLayer(plan);
  // It does not matter, and is no text that an argument could carry.
  const artifacts = layer.artifacts.filter(({ path }) => path !== 'bootstrap');
  return { plan, artifacts, taskRoot, handler: 'index.handler', event: Buffer.from('{}'), variables: {} };
}

async function recorded({ skip }: TestContext, way: RecordingWay, taskRoot: string): Promise<Recording> {
  const prepared = await PreparedStart.of(await startOf(taskRoot));
  if ('reason' in prepared) return skip(prepared.reason);
  await using start = prepared;
  const recording = await start.record([way]);
  return 'reason' in recording ? skip(recording.reason) : recording;
}

function pagesOf({ files, touches }: Recording, name: string): readonly number[] {
  return touches.filter(({ file }) => files[file]?.name === name).map(({ page }) => page);
}

/** How many pages only one of them has, of all that there are. */
function difference(...recordings: readonly [Recording, Recording]): number {
  const [one, other] = recordings.map(
    ({ files, touches }) => new Set(touches.map(({ file, page }) => `${files[file]?.name} ${page}`)),
  );
  const all = new Set([...(one ?? []), ...(other ?? [])]);
  return [...all].filter((page) => !(one?.has(page) && other?.has(page))).length / all.size;
}

test.for(RECORDING_WAYS)('the pages that a function reads are seen by the %s, in their order', async (way, context) => {
  await using task = await temporaryFolder({
    'index.js': `const fs = require('node:fs');
      const read = (name, page) => fs.readSync(fs.openSync(name), Buffer.alloc(10), 0, 10, page * ${PAGE_BYTES});
      for (const page of [70, 7]) read('in-init', page);
      exports.handler = async () => {
        for (const page of [3, 90, 3]) {
          read('in-invocation', page);
          await new Promise((resolve) => setTimeout(resolve, 50));
        }
      };`,
    'in-init': '-'.repeat(100 * PAGE_BYTES),
    'in-invocation': '-'.repeat(100 * PAGE_BYTES),
    'never.txt': '-',
  });
  const recording = await recorded(context, way, task.path);
  expect(recording.succeeded).toBe(true);
  expect(pagesOf(recording, 'in-init').toSorted((a, b) => a - b)).toEqual([7, 70]);
  expect(pagesOf(recording, 'in-invocation')).toEqual([3, 90]);
  expect(recording.files).toContainEqual({ place: 'task', name: 'in-init', bytes: 100 * PAGE_BYTES });
  expect(recording.files.map(({ name }) => name)).not.toContain('never.txt');
});

test.for(RECORDING_WAYS)('two recordings by the %s differ by less than a hundredth', async (way, context) => {
  await using task = await temporaryFolder({ 'index.js': ANSWERS });
  const first = await recorded(context, way, task.path);
  expect(difference(first, await recorded(context, way, task.path))).toBeLessThan(0.01);
});

test('both ways see the same, to a hundredth: Node.js, its runtime and libraries, and no shell', async (context) => {
  await using task = await temporaryFolder({ 'index.js': ANSWERS });
  const files = await recorded(context, 'file system', task.path);
  const cache = await recorded(context, 'page cache', task.path);
  expect(difference(files, cache)).toBeLessThan(0.01);
  for (const { files: seen } of [files, cache]) {
    const names = seen.map(({ place, name }) => `${place} ${name}`);
    const expected = ['layer bin/node', 'layer snapboot/runtime.cjs', 'library libc.so.6', 'library libstdc++.so.6'];
    expect(names).toEqual(expect.arrayContaining([...expected, 'task index.js']));
    expect(names.filter((name) => name.includes('bootstrap') || name.endsWith('/sh'))).toEqual([]);
  }
  // Of 26,000 pages; node itself needs some 3,000 to run an empty script.
  expect(pagesOf(files, 'bin/node').length).toBeGreaterThan(2500);
  expect(pagesOf(files, 'bin/node').length).toBeLessThan(6000);
});

test('a function that fails has read what it read until then', async (context) => {
  await using task = await temporaryFolder({ 'index.js': 'throw new Error("no")' });
  const recording = await recorded(context, 'file system', task.path);
  expect(recording.succeeded).toBe(false);
  expect(pagesOf(recording, 'index.js')).toEqual([0]);
});

test('the kernel reads ahead as before, also when whoever records is killed', async (context) => {
  context.skip(!isRoot, 'only root may stop the kernel from reading ahead');
  await using task = await temporaryFolder({ 'index.js': 'exports.handler = () => new Promise(() => {});\n' });
  const file = readAheadFile(tmpdir());
  if (file === undefined) return context.skip('the kernel does not say how far it reads ahead in temporary files');
  const readAhead = async (): Promise<string> => (await readFile(file, 'utf8')).trim();
  const before = await readAhead();
  context.skip(before === '0', 'it does not read ahead here, or somebody else records');
  const owner = recordingProcess(await startOf(task.path), 'page cache');
  await expect.poll(readAhead, { timeout: 20_000 }).toBe('0');
  owner.kill('SIGKILL');
  await expect.poll(readAhead, { timeout: 20_000 }).toBe(before);
});

test('an ordinary user records as much as root', async (context) => {
  context.skip(!isRoot, 'the other tests run as an ordinary user already');
  await using task = await temporaryFolder({ 'index.js': ANSWERS });
  const start = await startOf(task.path);
  const asRoot = await recorded(context, 'file system', task.path);
  await chmod(task.path, 0o777);
  // Some machines keep the device for root.
  const device = `mknod ${task.path}/fuse c 10 229 && chmod 666 ${task.path}/fuse && mount --bind ${task.path}/fuse /dev/fuse`;
  const user = 'exec setpriv --reuid 65534 --regid 65534 --clear-groups --';
  const command = [...recordingCommand(start, 'file system')];
  const args = ['--mount', 'sh', '-c', `${device} && ${user} "$@"`, 'sh', ...command];
  const ended = await promisify(execFile)('unshare', args, {
    env: { TMPDIR: task.path, PATH: process.env.PATH },
  }).catch((error: { stdout: string; stderr: string }) => error);
  context.skip(ended.stdout === '', `it cannot be made one here: ${ended.stderr.slice(0, 200)}`);
  expect(JSON.parse(ended.stdout)).toEqual({ succeeded: true, pages: expect.any(Number) });
  const { pages } = JSON.parse(ended.stdout) as { pages: number };
  expect(Math.abs(pages - asRoot.touches.length) / pages).toBeLessThan(0.01);
});

test('an ordinary user without the device is told what is missing', async (context) => {
  context.skip(!isRoot, 'only root may take it away');
  await using task = await temporaryFolder({ 'index.js': ANSWERS });
  await chmod(task.path, 0o777);
  const hide = 'mount --bind /dev/null /dev/fuse';
  const user = 'exec setpriv --reuid 65534 --regid 65534 --clear-groups --';
  const args = ['--mount', 'sh', '-c', `${hide} && ${user} "$@"`, 'sh', ...recordingCommand(await startOf(task.path))];
  const { stdout } = await promisify(execFile)('unshare', args, { env: { TMPDIR: task.path, PATH: process.env.PATH } });
  expect(JSON.parse(stdout).reason).toMatch(/^by the file system: .*fuse.*; by the page cache: only root may /);
});

function recordingProcess(start: Start, way: RecordingWay) {
  const [program, ...args] = recordingCommand(start, way);
  const child = spawn(program, args, { stdio: 'ignore' });
  void once(child, 'close');
  return child;
}

/** Records in a process of its own, which writes down how much it has seen. */
function recordingCommand(start: Start, way?: RecordingWay): readonly [string, ...string[]] {
  const module = join(import.meta.dirname, '../../../../layer/hot-pages/prepared-start.ts');
  const code = `
    import { PreparedStart } from ${JSON.stringify(module)};
    const start = { ...${JSON.stringify({ ...start, event: undefined })}, event: Buffer.from('{}') };
    const prepared = await PreparedStart.of(start);
    const { reason, succeeded, touches } = await prepared.record(${way === undefined ? '' : JSON.stringify([way])});
    console.log(JSON.stringify({ reason, succeeded, pages: touches?.length }));
    process.exit();`;
  return [process.execPath, '--input-type=module', '-e', code];
}
