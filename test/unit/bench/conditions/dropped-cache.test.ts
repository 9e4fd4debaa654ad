import { execFile, execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { existsSync, statfsSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { beforeEach, expect, test } from 'vitest';
import { DROPPED_CACHE } from '../../../../bench/conditions/dropped-cache.ts';
import { RunningContender } from '../../../../bench/contenders/running-contender.ts';
import { findProgram } from '../../../../service/processes/system-program.ts';
import { temporaryFolder } from '../../../support/temporary-folder.ts';
import { benchSetting, nodeScript } from './bench-setting.ts';

const MIB = 2 ** 20;
const TMPFS = 0x01021994;

const tried = await DROPPED_CACHE.open([import.meta.filename]);
const reason = 'reason' in tried ? tried.reason : undefined;
if (!('reason' in tried)) await tried[Symbol.asyncDispose]();

beforeEach((context) => {
  if (reason !== undefined) context.skip(reason);
});

async function opened(...files: string[]) {
  const result = await DROPPED_CACHE.open(files);
  if ('reason' in result) throw new Error(result.reason);
  return result;
}

async function cachedPages(fincore: string, file: string): Promise<number> {
  const { stdout } = await promisify(execFile)(fincore, ['--noheadings', '--raw', '--output', 'PAGES', file]);
  return Number(stdout);
}

test('no page of what is started is in the cache before a start', async (context) => {
  const fincore = findProgram('fincore');
  if (fincore === undefined) return context.skip('fincore is not installed');
  await using folder = await temporaryFolder({ 'index.mjs': '// text\n'.repeat(10_000), 'empty.mjs': '' });
  await using condition = await opened(folder.path);
  const { taskRoot, command, variables } = condition.launch({
    command: ['node', `${folder.path}/index.mjs`],
    taskRoot: folder.path,
    variables: { TRUSTED: `${folder.path}/empty.mjs`, TABLE: 'orders' },
  });
  expect(command).toEqual(['node', `${taskRoot}/index.mjs`]);
  expect(variables).toEqual({ TRUSTED: `${taskRoot}/empty.mjs`, TABLE: 'orders' });
  await readFile(`${taskRoot}/index.mjs`);
  expect(await cachedPages(fincore, `${taskRoot}/index.mjs`)).toBe(20);
  await condition.beforeStart();
  expect(await cachedPages(fincore, `${taskRoot}/index.mjs`)).toBe(0);
  expect(await cachedPages(fincore, `${folder.path}/index.mjs`)).toBeGreaterThan(0);
});

test('what a process and its children read is counted in bytes', async () => {
  await using folder = await temporaryFolder({ 'index.mjs': '' });
  await writeFile(join(folder.path, 'data'), randomBytes(3 * MIB));
  await using condition = await opened(folder.path);
  const { taskRoot } = condition.launch({ command: ['node'], taskRoot: folder.path, variables: {} });
  const code = `
    const { execFileSync } = require('node:child_process');
    const { connect } = require('node:net');
    execFileSync('/bin/cat', ['data'], { maxBuffer: ${8 * MIB} });
    const [host, port] = process.env.AWS_LAMBDA_RUNTIME_API.split(':');
    connect(Number(port), host).write('GET /2018-06-01/runtime/invocation/next HTTP/1.1\\r\\nhost: a\\r\\n\\r\\n');`;
  await using running = await RunningContender.start(nodeScript(code), benchSetting(folder.path, condition));
  await running.ready();
  const use = await condition.storageUse();
  expect(use?.bytes).toBeGreaterThanOrEqual(3 * MIB);
  // The kernel does not count them by process.
  expect(use).not.toHaveProperty('requests');
  expect(taskRoot).not.toBe(folder.path);
});

test('the report says how far the kernel reads ahead', async () => {
  await using condition = await opened(import.meta.filename);
  expect(condition.details.join()).toMatch(/read-ahead (\d+ KB|unknown)$/);
});

test('the copy goes with the condition', async () => {
  await using folder = await temporaryFolder({ 'index.mjs': '' });
  const condition = await opened(folder.path);
  const { taskRoot } = condition.launch({ command: ['node'], taskRoot: folder.path, variables: {} });
  expect(existsSync(`${taskRoot}/index.mjs`)).toBe(true);
  await condition[Symbol.asyncDispose]();
  expect(existsSync(taskRoot)).toBe(false);
});

test('a temporary folder in memory is told', (context) => {
  if (!existsSync('/dev/shm') || statfsSync('/dev/shm').type !== TMPFS) return context.skip('/dev/shm is no tmpfs');
  const module = new URL('../../../../bench/conditions/dropped-cache.ts', import.meta.url).href;
  const code = `
    import { DROPPED_CACHE } from ${JSON.stringify(module)};
    console.log(JSON.stringify(await DROPPED_CACHE.open([${JSON.stringify(import.meta.filename)}])));`;
  const env = { PATH: process.env.PATH, TMPDIR: '/dev/shm' };
  const said = execFileSync(process.execPath, ['--input-type=module', '-e', code], { env, encoding: 'utf8' });
  expect(JSON.parse(said)).toEqual({
    reason: 'the temporary folder is in memory (tmpfs); set TMPDIR to a folder on a disk',
  });
});
