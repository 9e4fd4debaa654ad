import { readdir, readFile, rm, truncate, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { Architecture } from '../../layer/build-plan.ts';
import { writeBootFiles } from '../../layer/snapshot/boot-file.ts';
import { addedByBootstrap, BOOTSTRAPS, bootstrapBy, withoutShells, wordsAsVariables } from '../support/bootstraps.ts';
import { ARCHITECTURE, builtVersion } from '../support/built-layer.ts';
import { startRecordedRuntimeApi } from '../support/recorded-runtime-api.ts';
import { runFunction, startFunction } from '../support/run-function.ts';
import { runIn, snapshotFunction } from '../support/snapshot-function.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

// What was there when it was loaded: a child of the build is one of no runtime.
const TELLS = {
  'index.mjs': `let loads = (globalThis.loads ?? 0) + 1;
    const wasLoadedByRuntime = process.env.BUILT === undefined;
    export const handler = async (event) => ({ event, loads, wasLoadedByRuntime });`,
};
const HERE = { nodeVersion: builtVersion(), architecture: ARCHITECTURE, module: 'index', variables: [] };
const BUILT = { variables: { BUILT: 'yes' } };

test('a function starts from its snapshot: it was loaded when that was taken, and answers', async () => {
  await using snapshot = await snapshotFunction(TELLS, BUILT);
  const run = await runIn(snapshot, [{ a: 1 }, { b: 2 }], { BUILT: 'yes' });
  expect(run).toMatchObject({ stdout: '', stderr: '', end: 'idle' });
  expect(run.responses).toEqual([
    { event: { a: 1 }, loads: 1, wasLoadedByRuntime: false },
    { event: { b: 2 }, loads: 1, wasLoadedByRuntime: false },
  ]);
});

test.for(BOOTSTRAPS)(
  'a function from a snapshot finds the variables that it was given, and the documented ones beside them: by %s',
  async (name, context) => {
    const { command, layer } = bootstrapBy(name, context);
    await using snapshot = await snapshotFunction({ 'index.mjs': 'export const handler = async () => process.env;' });
    const { responses, stderr, given } = await runIn(snapshot, [{}], wordsAsVariables(), command);
    expect(stderr).toBe('');
    const found = withoutShells(responses[0] as Record<string, string>);
    expect(found).toEqual({ ...withoutShells(given), ...addedByBootstrap(given, layer) });
  },
);

test('nothing is left in the temporary folder by the first event', async () => {
  await using snapshot = await snapshotFunction({
    'index.mjs': `import { readdirSync } from 'node:fs'; import { tmpdir } from 'node:os';
        export const handler = async () => readdirSync(tmpdir());`,
  });
  expect((await runIn(snapshot)).responses).toEqual([[]]);
});

test.each([
  ['is damaged', 'Node.js ended with ', (file: string) => writeFile(file, 'this is none')],
  ['is cut off', 'Node.js ended with ', (file: string) => truncate(file, 1_000_000)],
  ['is empty', 'the file is missing', (file: string) => truncate(file, 0)],
  ['is not there', 'the file is missing', (file: string) => rm(file)],
])('a snapshot that %s costs one line, and the function starts without it', async (_what, reason, damage) => {
  await using snapshot = await snapshotFunction(TELLS, BUILT);
  await damage(snapshot.blobFile);
  await countInBundle(snapshot.path);
  const { responses, stderr } = await runIn(snapshot, [1], { BUILT: 'yes' });
  expect(responses).toEqual([{ event: 1, loads: 2, wasLoadedByRuntime: false }]);
  const told = stderr.split('\n').filter((line) => line.startsWith('snapboot: '));
  expect(told).toEqual([
    expect.stringContaining(`snapboot: the snapshot is not used, the function starts without it: ${reason}`),
  ]);
});

test.each<[string, string, (folder: string) => Promise<Record<string, string>>]>([
  [
    'Node.js of another version',
    'it is for Node.js 1.2.3, not ',
    async (folder) => {
      await writeBootFiles(folder, { ...HERE, nodeVersion: '1.2.3' });
      return {};
    },
  ],
  [
    'another processor',
    'it is for z80, not ',
    async (folder) => {
      await writeBootFiles(folder, { ...HERE, architecture: 'z80' as Architecture });
      return {};
    },
  ],
  [
    'options for Node.js',
    'NODE_OPTIONS was not set when it was built',
    async () => ({ NODE_OPTIONS: '--no-warnings' }),
  ],
  [
    'a wrapper',
    'there is an AWS_LAMBDA_EXEC_WRAPPER',
    async (folder) => ({ AWS_LAMBDA_EXEC_WRAPPER: await wrapper(folder) }),
  ],
])('with %s the function starts without its snapshot, and one line says so', async (_what, reason, change) => {
  await using snapshot = await snapshotFunction(TELLS);
  const env = await change(snapshot.path);
  const { responses, stderr } = await runIn(snapshot, [1], env);
  expect(responses).toMatchObject([{ event: 1 }]);
  expect(stderr).toMatch(/^snapboot: the snapshot is not used, the function starts without it: [^\n]*\n$/);
  expect(stderr).toContain(reason);
});

test('the signal that ends an environment reaches the function, and its status is that of the process Lambda started', async () => {
  await using snapshot = await snapshotFunction({
    'index.mjs': `export const handler = async () => process.pid;
        export const onShutdown = async () => { console.log('told to shut down'); };`,
  });
  await using temporary = await temporaryFolder();
  await using api = await startRecordedRuntimeApi([{}]);
  const env = { TMPDIR: temporary.path, LAMBDA_TASK_ROOT: snapshot.path };
  await using running = await startFunction({}, { api, handler: 'index.handler', cwd: snapshot.path, env });
  await api.idle();
  running.signal('SIGTERM');
  expect(await running.exited).toBe('exit 0');
  expect(running.stdout).toContain('told to shut down');
  expect(running.stderr).toBe('');
});

test('the process that Lambda started ends by the signal that has ended the function, and passes others on', async () => {
  await using snapshot = await snapshotFunction({
    'index.mjs': `process.on('SIGUSR2', () => process.kill(process.pid, 'SIGKILL'));
        export const handler = async () => 1;`,
  });
  await using temporary = await temporaryFolder();
  await using api = await startRecordedRuntimeApi([{}]);
  const env = { TMPDIR: temporary.path, LAMBDA_TASK_ROOT: snapshot.path };
  await using running = await startFunction({}, { api, handler: 'index.handler', cwd: snapshot.path, env });
  await api.idle();
  running.signal('SIGUSR2');
  expect(await running.exited).toBe('SIGKILL');
  expect(running.stderr).toBe('');
});

test('the status of a function that exits is that of the process Lambda started, and it is not started again', async () => {
  await using snapshot = await snapshotFunction({
    'index.mjs': 'export const handler = async () => process.exit(3);',
  });
  const { end, stderr, sequence } = await runIn(snapshot);
  expect({ end, stderr }).toEqual({ end: 'exit 3', stderr: '' });
  expect(sequence).toEqual(['next']);
});

test('the stack of an error names the places in the sources', async () => {
  await using snapshot = await snapshotFunction({
    'index.mjs': `import { fail } from './src/fails.mjs';
        export const handler = async (event) => fail(event);`,
    'src/fails.mjs': '\n\nexport const fail = ({ message }) => {\n  throw new RangeError(message);\n};',
  });
  const { errors } = await runIn(snapshot, [{ message: 'far too long' }]);
  const { trace } = errors[0] as { trace: string[] };
  expect(trace.slice(0, 2)).toEqual(['RangeError: far too long', `    at fail (${snapshot.path}/src/fails.mjs:4:9)`]);
});

test('a function that awaits at its top was awaited, and modules are imported late without a word in the log', async () => {
  await using snapshot = await snapshotFunction({
    'index.mjs': `const value = await new Promise((resolve) => setTimeout(resolve, 5, 'waited'));
        export const handler = async ({ name }) => [value, (await import(name)).default, typeof (await import('node:readline')).clearLine];`,
  });
  await writeFile(join(snapshot.path, 'late.mjs'), 'export default await Promise.resolve("late")');
  const { responses, stdout, stderr } = await runIn(snapshot, [{ name: './late.mjs' }]);
  expect({ responses, stdout, stderr }).toEqual({
    responses: [['waited', 'late', 'function']],
    stdout: '',
    stderr: '',
  });
});

test.each([
  ['was changed', (script: string) => script.replace('??0', '??6')],
  ['is longer than it was', (script: string) => `globalThis.loads = 6;${script}`],
])('a snapshot is of no use to a function that %s, and two lines say so', async (_what, change) => {
  await using snapshot = await snapshotFunction(TELLS, BUILT);
  const bundle = join(snapshot.path, 'index.js');
  await writeFile(bundle, change(await readFile(bundle, 'utf8')));
  // As in a zip of others.
  for (const file of [bundle, snapshot.blobFile]) await utimes(file, 0, 0);
  const { responses, stderr, end } = await runIn(snapshot, [1], { BUILT: 'yes' });
  expect({ responses, end }).toEqual({ responses: [{ event: 1, loads: 7, wasLoadedByRuntime: false }], end: 'idle' });
  expect(stderr.split('\n').filter((line) => line.startsWith('snapboot: '))).toEqual([
    `snapboot: ${bundle} is not what the snapshot was taken with`,
    'snapboot: the snapshot is not used, the function starts without it: Node.js ended with 1',
  ]);
});

test('nothing of a function runs that wakes from a snapshot which is of no use', async () => {
  await using snapshot = await snapshotFunction({
    'index.mjs': `import { afterRestore } from 'snapboot';
      process.on('exit', () => process._rawDebug('the old one ends'));
      afterRestore(() => console.error('the old one wakes'));
      export const handler = async () => 1;`,
  });
  await writeFile(join(snapshot.path, 'index.js'), 'exports.handler = async () => 2;');
  const { responses, stdout, stderr } = await runIn(snapshot);
  expect(responses).toEqual([2]);
  expect(stdout + stderr).not.toContain('the old one');
});

test('a function without a snapshot is started as ever, in the process that Lambda started', async () => {
  await using api = await startRecordedRuntimeApi([{}]);
  const { end } = await runFunction('kills-itself', { api });
  expect(end).toBe('SIGKILL');
});

test('the folder holds the snapshot, what it needs and its source map, and none of them names the folder of the build', async () => {
  await using snapshot = await snapshotFunction(TELLS);
  expect(await readdir(join(snapshot.path, '.snapboot'))).toEqual([
    'boot',
    'fits.sh',
    'snapshot.blob',
    'snapshot.js.map',
    'snapshot.js.map.index',
  ]);
});

/** Has the function that is not in the snapshot tell that it is the one. */
async function countInBundle(folder: string): Promise<void> {
  const file = join(folder, 'index.js');
  await writeFile(file, `globalThis.loads = 1;\n${await readFile(file, 'utf8')}`);
}

async function wrapper(folder: string): Promise<string> {
  const file = join(folder, 'wrap.sh');
  await writeFile(file, '#!/bin/sh\nexec "$@"\n', { mode: 0o755 });
  return file;
}
