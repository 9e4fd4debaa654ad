import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { beforeEach, expect, test } from 'vitest';
import type { OpenCondition } from '../../../../bench/conditions/condition.ts';
import { limited } from '../../../../bench/conditions/limited.ts';
import { WARM_CACHE } from '../../../../bench/conditions/warm-cache.ts';
import { RunningContender } from '../../../../bench/contenders/running-contender.ts';
import { temporaryFolder } from '../../../support/temporary-folder.ts';
import { benchSetting, nodeScript } from './bench-setting.ts';

const tried = await limited(WARM_CACHE, 128).open([]);
const reason = 'reason' in tried ? tried.reason : undefined;
if (!('reason' in tried)) await tried[Symbol.asyncDispose]();

beforeEach((context) => {
  if (reason !== undefined) context.skip(reason);
});

async function opened(memoryMb: number): Promise<OpenCondition> {
  const result = await limited(WARM_CACHE, memoryMb).open([]);
  if ('reason' in result) throw new Error(result.reason);
  return result;
}

/** Folder of the group of a process that has a limit of processor time. */
function cpuFolder(groups: string): string {
  const unified = /^0::(.*bench-.*)$/m.exec(groups)?.[1];
  const own = /^\d+:cpu(?:,cpuacct)?:(.*bench-.*)$/m.exec(groups)?.[1];
  return own === undefined ? `/sys/fs/cgroup${unified}` : `/sys/fs/cgroup/cpu${own}`;
}

async function vcpus(folder: string): Promise<number> {
  if (!existsSync(`${folder}/cpu.max`)) return Number(await readFile(`${folder}/cpu.cfs_quota_us`, 'utf8')) / 20_000;
  return Number((await readFile(`${folder}/cpu.max`, 'utf8')).split(' ')[0]) / 20_000;
}

const ASK = `
  const { connect } = require('node:net');
  const [host, port] = process.env.AWS_LAMBDA_RUNTIME_API.split(':');
  connect(Number(port), host).write('GET /2018-06-01/runtime/invocation/next HTTP/1.1\\r\\nhost: a\\r\\n\\r\\n');`;

test('two processors in init, the share of the memory size afterwards, and no trace in the end', async () => {
  await using folder = await temporaryFolder({ 'index.mjs': '' });
  const condition = await opened(442);
  const code = `console.error(require('node:fs').readFileSync('/proc/self/cgroup', 'utf8') + '.'); ${ASK}`;
  const running = await RunningContender.start(nodeScript(code), benchSetting(folder.path, condition, 442));
  await expect.poll(() => running.output.endsWith('.\n')).toBe(true);
  const group = cpuFolder(running.output);
  expect(await vcpus(group)).toBe(2);
  await running.ready();
  expect(await vcpus(group)).toBeCloseTo(442 / 1769, 2);
  await running[Symbol.asyncDispose]();
  await condition[Symbol.asyncDispose]();
  expect(existsSync(group)).toBe(false);
});

test('a contender that wants more memory is killed, and the reason is told', async () => {
  await using folder = await temporaryFolder({ 'index.mjs': '' });
  await using condition = await opened(128);
  const code = 'const kept = []; for (;;) kept.push(Buffer.alloc(2 ** 20, 1));';
  await using running = await RunningContender.start(nodeScript(code), benchSetting(folder.path, condition));
  await expect(running.ready()).rejects.toThrow(
    'script: was ended by SIGKILL before it asked for its first event: it wanted more than 128 MB',
  );
});

test('the clock begins when the process is in its group', async () => {
  await using folder = await temporaryFolder({ 'index.mjs': '' });
  await using condition = await opened(128);
  const beforeMs = performance.now();
  await using running = await RunningContender.start(nodeScript(ASK), benchSetting(folder.path, condition));
  expect(running.spawnedMs).toBeGreaterThan(beforeMs);
  expect(await running.ready()).toBeGreaterThan(running.spawnedMs);
});

test('the report says what the limits are, and that they are there', async () => {
  await using condition = await opened(128);
  expect(condition.details).toEqual(['2 vCPUs in init and 0.07 afterwards, killed beyond 128 MB']);
  expect(limited(WARM_CACHE, 128).name).toBe('warm-cache+limits');
});
