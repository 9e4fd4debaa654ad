import { spawn } from 'node:child_process';
import { expect, test } from 'vitest';
import {
  type ExtensionChild,
  type ExtensionProcess,
  type LaunchExtension,
  startExtensions,
} from '../../../../service/extensions/extension-process.ts';
import { ExtensionRegistry } from '../../../../service/extensions/extension-registry.ts';
import { temporaryFolder } from '../../../support/temporary-folder.ts';

const SHELL = '#!/bin/sh\n';

test('every file is started in the order of the names, without arguments, with the variables', async () => {
  await using run = await start({
    'b.sh': `${SHELL}echo "b $# $GREETING"; sleep 60`,
    'a.sh': `${SHELL}echo "a $# $GREETING" >&2; sleep 60`,
    'folder/c.sh': `${SHELL}echo c`,
  });
  await expect.poll(() => run.lines.toSorted()).toEqual(['a 0 hello', 'b 0 hello']);
  expect(run.processes.map(({ name }) => name)).toEqual(['a.sh', 'b.sh']);
  expect(run.registry.records.map(({ name, state }) => [name, state])).toEqual([
    ['a.sh', 'Started'],
    ['b.sh', 'Started'],
  ]);
});

test('a folder that is not there has no extensions', async () => {
  await using run = await start({});
  expect(run.processes).toEqual([]);
  expect(run.registry.size).toBe(0);
});

test('a process that ends is a crash, after its last words', async () => {
  await using run = await start({ brittle: `${SHELL}printf 'last words'; exit 3` });
  expect(await run.registry.fatal).toEqual({
    errorType: 'Extension.Crash',
    extension: 'brittle',
    message: 'exit status 3',
  });
  expect(run.lines).toEqual(['last words']);
});

test('a process that kills itself is a crash', async () => {
  await using run = await start({ brittle: `${SHELL}kill -9 $$` });
  expect(await run.registry.fatal).toMatchObject({ errorType: 'Extension.Crash', message: 'signal: killed' });
});

test('a process that ends during shutdown is none', async () => {
  await using run = await start({ polite: `${SHELL}sleep 60` });
  run.registry.register('polite', ['SHUTDOWN']);
  run.registry.deliverShutdown('spindown', Date.now());
  for (const process of run.processes) process.kill();
  await Promise.all(run.processes.map(({ exited }) => exited));
  expect(run.registry.records).toMatchObject([{ state: 'Registered' }]);
});

test('a file that cannot be executed is a launch error, and those after it are not tried', async () => {
  await using run = await start({ 'a.txt': 'no program', 'b.sh': `${SHELL}sleep 60` });
  expect(run.processes).toEqual([]);
  expect(run.registry.records).toEqual([
    { name: 'a.txt', state: 'LaunchError', events: [], errorType: 'PermissionDenied' },
  ]);
  expect(await run.registry.fatal).toEqual({
    errorType: 'Extension.LaunchError',
    extension: 'a.txt',
    message: 'fork/exec /opt/extensions/a.txt: permission denied',
  });
  await run.registry.registered();
});

test('a file whose interpreter is missing is a launch error', async () => {
  await using run = await start({ 'a.sh': '#!/no/such/interpreter\n' });
  expect(await run.registry.fatal).toMatchObject({ errorType: 'Extension.LaunchError', extension: 'a.sh' });
  expect(run.registry.records).toMatchObject([{ state: 'LaunchError', errorType: 'UnknownError' }]);
});

test('a launcher that fails at once is a launch error', async () => {
  await using run = await start({ 'a.sh': `${SHELL}sleep 60` }, () => {
    throw new Error('no sandbox');
  });
  expect(await run.registry.fatal).toMatchObject({
    errorType: 'Extension.LaunchError',
    message: 'fork/exec /opt/extensions/a.sh: no sandbox',
  });
});

interface Run extends AsyncDisposable {
  readonly lines: readonly string[];
  readonly processes: readonly ExtensionProcess[];
  readonly registry: ExtensionRegistry;
}

async function start(files: Readonly<Record<string, string>>, launcher: LaunchExtension = launch): Promise<Run> {
  const layer = await temporaryFolder(
    Object.fromEntries(Object.entries(files).map(([name, text]) => [`extensions/${name}`, text])),
  );
  const lines: string[] = [];
  const registry = new ExtensionRegistry();
  const processes = await startExtensions({
    folder: `${layer.path}/extensions`,
    variables: { GREETING: 'hello', PATH: process.env.PATH ?? '' },
    registry,
    launch: launcher,
    onLine: (line) => lines.push(line),
  });
  return {
    lines,
    processes,
    registry,
    async [Symbol.asyncDispose]() {
      registry.beginShutdown();
      for (const running of processes) running.kill();
      await Promise.all(processes.map(({ exited }) => exited));
      await layer[Symbol.asyncDispose]();
    },
  };
}

/** With a process group of its own, as `sleep` outlives its shell. */
function launch(program: string, variables: Readonly<Record<string, string>>): ExtensionChild {
  const child = spawn(program, [], { env: variables, detached: true, stdio: ['ignore', 'pipe', 'pipe'] });
  return Object.assign(child, {
    kill: (signal: NodeJS.Signals) => {
      const isRunning = child.exitCode === null && child.signalCode === null;
      if (child.pid !== undefined && isRunning) process.kill(-child.pid, signal);
      return true;
    },
  });
}
