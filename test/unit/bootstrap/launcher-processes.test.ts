import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdir, readlink } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { runCommand } from '../../../layer/command.ts';
import { COLD_FILE, COLD_LIST, coldLayer } from '../../support/cold-layer.ts';
import { cachedBytes } from '../../support/page-cache.ts';
import { startedThrough } from '../../support/started-through.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

// It says which children it has, before it has any of its own.
const CHILDREN = '#!/bin/sh\nread -r children </proc/$$/task/$$/children\necho "children: $children"\n';
const WAITS = '#!/bin/sh\nexec sleep 100\n';

test('whoever reads ahead is no child of the function, not even a dead one, and is gone soon', async (context) => {
  await using layer = await coldLayer(COLD_LIST, context, { 'bin/node': CHILDREN });
  const started = await startedThrough([], layer.bootstrap, context);
  expect(started).toEqual({ code: 0, stdout: 'children: \n', stderr: '' });
  await expect.poll(() => cachedBytes(join(layer.path, COLD_FILE))).toBeGreaterThan(0);
  await expect.poll(() => processesOf(layer.bootstrap)).toEqual([]);
});

test('a signal to all processes of the start ends all of them', async (context) => {
  await using layer = await coldLayer(COLD_LIST, context, { 'bin/node': WAITS });
  const child = spawn(layer.bootstrap, [], { env: { PATH: '/bin:/usr/bin' }, detached: true, stdio: 'ignore' });
  await once(child, 'spawn');
  const group = child.pid ?? 0;
  await expect.poll(() => readlink(`/proc/${group}/exe`)).not.toBe(layer.bootstrap);
  process.kill(-group, 'SIGTERM');
  expect(await once(child, 'exit')).toEqual([null, 'SIGTERM']);
  await expect.poll(() => processesOf(layer.bootstrap)).toEqual([]);
});

test.for(['hot-pages', 'image'])('a pipe in place of .snapboot/%s is waited for by nobody', async (name, context) => {
  await using layer = await coldLayer(COLD_LIST, context, { 'bin/node': CHILDREN });
  await using task = await temporaryFolder({ '.snapboot/other': '' });
  expect(await runCommand('mkfifo', [join(task.path, '.snapboot', name)])).toMatchObject({ code: 0 });
  const started = await startedThrough([], layer.bootstrap, context, { LAMBDA_TASK_ROOT: task.path });
  expect(started).toEqual({ code: 0, stdout: 'children: \n', stderr: '' });
  await expect.poll(() => processesOf(layer.bootstrap)).toEqual([]);
});

/** All that run a program, by their numbers. */
async function processesOf(program: string): Promise<readonly string[]> {
  const numbers = (await readdir('/proc')).filter((name) => /^\d+$/.test(name));
  const programs = await Promise.all(numbers.map((number) => readlink(`/proc/${number}/exe`).catch(() => '')));
  return numbers.filter((_number, index) => programs[index] === program);
}
