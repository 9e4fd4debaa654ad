import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdir, readlink } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, type TestContext, test } from 'vitest';
import { hostArchitecture } from '../../../layer/build-plan.ts';
import { runCommand } from '../../../layer/command.ts';
import { writeBootFiles } from '../../../layer/snapshot/boot-file.ts';
import { COLD_FILE, COLD_LIST, coldLayer } from '../../support/cold-layer.ts';
import { cachedBytes } from '../../support/page-cache.ts';
import { SMALL_VERSION, smallLayer } from '../../support/small-layer.ts';
import { type StartedThrough, startedThrough } from '../../support/started-through.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

// It says which children it has, before it has any of its own.
const CHILDREN = '#!/bin/sh\nread -r children </proc/$$/task/$$/children\necho "children: $children"\n';
const WAITS = '#!/bin/sh\nexec sleep 100\n';
// Waits for its first event, as the runtime does, where it is started with a snapshot.
const NODE = `#!/bin/sh
case "$*" in *--snapshot-blob*) rm "$SNAPBOOT_SNAPSHOT_MARK"; echo woken; exit 7 ;; *) echo plain ;; esac
`;
const UNUSED = 'snapboot: the snapshot is not used, the function starts without it: ';

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

const TMPFS = ['bwrap', '--dev-bind', '/', '/', '--size', '4096', '--tmpfs', '/mnt'];

test.for<[string, readonly string[], Readonly<Record<string, string>>, string]>([
  [
    'read-only',
    ['bwrap', '--dev-bind', '/', '/', '--ro-bind', '/usr', '/mnt'],
    { TMPDIR: '/mnt' },
    '/mnt cannot be written',
  ],
  ['not a folder', [], { TMPDIR: '/dev/null' }, '/dev/null cannot be written'],
])(
  'where the temporary folder is %s, a function starts without its snapshot',
  async ([_what, through, env, fault], context) => {
    expect(await startWithSnapshot(through, context, env)).toEqual({
      code: 0,
      stdout: 'plain\n',
      stderr: `${UNUSED}${fault}\n`,
    });
  },
);

test('a temporary folder without a free byte does for a start from a snapshot', async (context) => {
  const through = [...TMPFS, '/bin/sh', '-c', 'printf %4096s >/mnt/full && exec "$@"', 'sh'];
  const started = await startWithSnapshot(through, context, { TMPDIR: '/mnt' });
  expect(started).toEqual({ code: 7, stdout: 'woken\n', stderr: '' });
});

test('how a function with a snapshot has ended is told also where the ends of children are ignored', async (context) => {
  expect(await startWithSnapshot(['env', '--ignore-signal=CHLD'], context)).toEqual({
    code: 7,
    stdout: 'woken\n',
    stderr: '',
  });
});

test('a pipe in place of what a build has written is waited for by nobody', async (context) => {
  await using layer = await smallLayer('launcher', context, { 'bin/node': NODE });
  await using task = await temporaryFolder({ '.snapboot/snapshot.blob': 'a snapshot' });
  expect(await runCommand('mkfifo', [join(task.path, '.snapboot/boot')])).toMatchObject({ code: 0 });
  const started = await startedThrough([], layer.bootstrap, context, { LAMBDA_TASK_ROOT: task.path });
  expect(started).toEqual({ code: 0, stdout: 'plain\n', stderr: '' });
});

async function startWithSnapshot(
  through: readonly string[],
  context: TestContext,
  env: Readonly<Record<string, string>> = {},
): Promise<StartedThrough> {
  await using layer = await smallLayer('launcher', context, { 'bin/node': NODE });
  await using task = await temporaryFolder({ '.snapboot/snapshot.blob': 'a snapshot' });
  const conditions = { nodeVersion: SMALL_VERSION, architecture: hostArchitecture(), module: 'index', variables: [] };
  await writeBootFiles(task.path, conditions);
  const variables = { _HANDLER: 'index.handler', LAMBDA_TASK_ROOT: task.path, TMPDIR: task.path, ...env };
  // Both folders are there until it has ended.
  return await startedThrough(through, layer.bootstrap, context, variables);
}

/** All that run a program, by their numbers. */
async function processesOf(program: string): Promise<readonly string[]> {
  const numbers = (await readdir('/proc')).filter((name) => /^\d+$/.test(name));
  const programs = await Promise.all(numbers.map((number) => readlink(`/proc/${number}/exe`).catch(() => '')));
  return numbers.filter((_number, index) => programs[index] === program);
}
