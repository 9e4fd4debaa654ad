import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { beforeEach, expect, test } from 'vitest';
import type { OpenCondition } from '../../../../../bench/conditions/condition.ts';
import { chooseConditions } from '../../../../../bench/conditions/conditions.ts';
import { RunningContender } from '../../../../../bench/contenders/running-contender.ts';
import { temporaryFolder } from '../../../../support/temporary-folder.ts';
import { benchSetting, nodeScript } from '../bench-setting.ts';

const LOOP = fileURLToPath(new URL('../../../../../bench/contenders/bare-loop.cjs', import.meta.url));

const tried = await open([]);
const reason = 'reason' in tried ? tried.reason : undefined;
if (!('reason' in tried)) await tried[Symbol.asyncDispose]();

beforeEach((context) => {
  if (reason !== undefined) context.skip(reason);
});

async function open(files: readonly string[]) {
  const [condition] = chooseConditions(['slow-storage:0']);
  if (condition === undefined) throw new Error('there is no such condition');
  return await condition.open([...files, '/etc/hostname']);
}

async function opened(...files: string[]): Promise<OpenCondition> {
  const result = await open(files);
  if ('reason' in result) throw new Error(result.reason);
  return result;
}

test('a contender runs from slow storage, with each start reading everything anew', async () => {
  await using folder = await temporaryFolder({ 'index.mjs': '' });
  await using condition = await opened(process.execPath, LOOP, folder.path);
  const contender = { ...nodeScript(''), command: [process.execPath, LOOP] as const, echoes: true };
  const reads: number[] = [];
  for (let count = 0; count < 3; count++) {
    await using running = await RunningContender.start(contender, benchSetting(folder.path, condition));
    await running.ready();
    expect((await running.invoke()).response.toString()).toBe('{}');
    const { requests = 0, bytes = 0 } = (await condition.storageUse()) ?? {};
    expect(bytes).toBeGreaterThan(20_000_000);
    reads.push(requests);
  }
  // Which thread reads first is not always the same.
  expect(Math.min(...reads)).toBeGreaterThan(0.75 * Math.max(...reads));
});

test('it sees its function, the system it needs and an empty /tmp to write into', async () => {
  await using folder = await temporaryFolder({ 'index.mjs': '', 'data.txt': 'here' });
  await using condition = await opened(process.execPath, folder.path);
  const code = `
    const { readFileSync, readdirSync, existsSync, writeFileSync } = require('node:fs');
    const before = readdirSync('/tmp').length;
    writeFileSync('/tmp/file', 'text');
    const seen = [readFileSync(process.env.LAMBDA_TASK_ROOT + '/data.txt', 'utf8'), readFileSync('data.txt', 'utf8')];
    console.log(...seen, before, existsSync('/proc/self'), existsSync('/dev/null'), existsSync('/bin/sh'), existsSync('/root'));
    process.exit(1);`;
  await using running = await RunningContender.start(nodeScript(code), benchSetting(folder.path, condition));
  await expect(running.ready()).rejects.toThrow(/first event: here here 0 true true true false$/);
});

test('shell, linker and libraries come from there, too', async () => {
  const greeting = '#!/bin/sh\nexit 3\n';
  await using folder = await temporaryFolder({ 'index.mjs': '', bootstrap: greeting });
  await using condition = await opened(folder.path);
  const contender = { ...nodeScript(''), command: [`${folder.path}/bootstrap`] as const };
  await using running = await RunningContender.start(contender, benchSetting(folder.path, condition));
  await expect(running.ready()).rejects.toThrow('exit code 3');
  const { bytes = 0 } = (await condition.storageUse()) ?? {};
  expect(bytes).toBeGreaterThan(greeting.length + Number(execFileSync('stat', ['-L', '-c', '%s', '/bin/sh'])) / 2);
});
