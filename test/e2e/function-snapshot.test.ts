import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { FunctionManifest } from '../../layer/function/function-manifest.ts';
import { sha256 } from '../../layer/layer-manifest.ts';
import { detectSandbox } from '../../service/environments/sandbox.ts';
import { type CommandRun, runSnapboot } from '../support/run-snapboot.ts';
import { type TemporaryFolder, temporaryFolder } from '../support/temporary-folder.ts';

const NAMES = ['boot', 'fits.sh', 'snapshot.blob', 'snapshot.js.map', 'snapshot.js.map.index'];
const SOURCES = {
  'package.json': '{"type":"module"}',
  'index.ts': `const prefix: string = process.env.PREFIX ?? 'Hello ';
    export const handler = async ({ name }: { name: string }): Promise<string> => { console.log('greeting', name); return prefix + name; };`,
  'event.json': '{"name":"Ada"}',
};

async function build(folder: TemporaryFolder, ...args: readonly string[]): Promise<CommandRun> {
  const all = ['function', 'build', 'index.ts', '--snapshot', '--out', 'built', ...args];
  const run = await runSnapboot(all, { cwd: folder.path });
  // What takes its time is told, depending on the machine.
  return { ...run, stderr: run.stderr.replaceAll(/^layer: .* took .*\n/gm, '') };
}

// These belong to them always: dates are local times, and handlers are marked by a global.
function variablesOf(values: Readonly<Record<string, string>>): Record<string, string | null> {
  const hashes = Object.entries({ ...values, TZ: ':UTC' }).map(([name, value]) => [name, sha256(Buffer.from(value))]);
  return { ...Object.fromEntries(hashes), AWS_LAMBDA_NODEJS_NO_GLOBAL_AWSLAMBDA: null };
}

async function manifest(folder: TemporaryFolder): Promise<FunctionManifest> {
  return JSON.parse(await readFile(join(folder.path, 'built/snapboot.json'), 'utf8')).built;
}

test('a function is built with a snapshot, started from it, and the manifest says what it depends on', async () => {
  await using folder = await temporaryFolder(SOURCES);
  const { code, stderr } = await build(folder, '--event', 'event.json', '--env', 'PREFIX=Hi ', '--trials', '0');
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  // Not every machine can tell what a start reads.
  const names = await readdir(join(folder.path, 'built/.snapboot'));
  expect(names.filter((name) => name !== 'hot-pages')).toEqual(NAMES);
  const { mode, variables, files } = await manifest(folder);
  expect({ mode, variables }).toEqual({ mode: 'snapshot', variables: variablesOf({ PREFIX: 'Hi ' }) });
  expect(files.map(({ path }) => path)).toEqual(expect.arrayContaining(NAMES.map((name) => `.snapboot/${name}`)));
  const used = await runSnapboot(['run', 'built', '--event', 'event.json', '--env', 'PREFIX=Hi '], {
    cwd: folder.path,
  });
  expect(used.stdout).toContain('"Hi Ada"');
  expect(used.stdout + used.stderr).not.toContain('the snapshot is not used');
  const unused = await runSnapboot(['run', 'built', '--event', 'event.json'], { cwd: folder.path });
  expect(unused.stdout).toContain('"Hello Ada"');
  expect(unused.stdout + unused.stderr).toContain('PREFIX had another value when it was built');
});

test('it is measured beside the other modes, and kept only where it is faster', async () => {
  await using folder = await temporaryFolder(SOURCES);
  const { code, stdout } = await build(folder, '--event', 'event.json', '--trials', '1');
  expect(code).toBe(0);
  for (const mode of ['plain', 'compiled', 'snapshot']) {
    expect(stdout).toMatch(new RegExp(`^${mode}, 1769 MB +\\d+\\.\\d +\\d+\\.\\d +\\d+\\.\\d$`, 'm'));
  }
  const { mode } = await manifest(folder);
  const isKept = existsSync(join(folder.path, 'built/.snapboot/snapshot.blob'));
  expect(isKept).toBe(mode === 'snapshot');
  expect(stdout.includes('the snapshot is not kept: without it the function starts faster')).toBe(!isKept);
});

test.each([
  [
    'answers otherwise',
    `const begun = Date.now();
     export const handler = async () => begun < performance.timeOrigin;`,
    'no snapshot: from it, answers to event.json are true, without it false',
  ],
  [
    'logs otherwise',
    `const begun = Date.now(); setTimeout(() => {}, 0);
     export const handler = async () => { console.log(Date.now() - begun > performance.now() + 5); };`,
    'no snapshot: from it, logs are ',
  ],
])('a function that %s from its snapshot is refused', async (_what, text, told) => {
  await using folder = await temporaryFolder({ ...SOURCES, 'index.ts': text });
  const { code, stderr } = await build(folder, '--event', 'event.json', '--trials', '0');
  expect(stderr).toContain(told);
  expect(code).toBe(1);
  expect(await readdir(folder.path)).not.toContain('built');
});

test('a function that keeps its path is loaded where it lies on Lambda, and started from its snapshot only there', async ({
  skip,
}) => {
  const sandbox = await detectSandbox('auto');
  if (sandbox.kind === 'none') skip(sandbox.notice);
  await using folder = await temporaryFolder({
    ...SOURCES,
    'index.ts': `const file = __filename; export const handler = async () => file;`,
    'package.json': '{}',
  });
  const { stderr } = await build(folder, '--event', 'event.json', '--trials', '0');
  // What takes more than a moment says so.
  expect(stderr.replaceAll(/^layer: .*\n/gm, '')).toBe('');
  expect(await manifest(folder)).toMatchObject({ mode: 'snapshot', taskRoot: '/var/task' });
  const there = await runSnapboot(['run', 'built', '--event', 'event.json'], { cwd: folder.path });
  expect(there.stdout).toContain('/var/task/index.ts');
  expect(there.stdout + there.stderr).not.toContain('the snapshot is not used');
  const elsewhere = await runSnapboot(['run', 'built', '--event', 'event.json', '--no-sandbox'], {
    cwd: folder.path,
  });
  expect(elsewhere.stdout).toContain(`${folder.path}/built/index.ts`);
  expect(elsewhere.stdout + elsewhere.stderr).toContain('it keeps the path /var/task, and the function lies elsewhere');
});

test('what cannot be in a snapshot is told in one line, and leaves nothing', async () => {
  await using folder = await temporaryFolder({
    ...SOURCES,
    'index.ts': `export const id = crypto.randomUUID();\nexport const handler = async () => id;`,
  });
  const { code, stderr } = await build(folder, '--trials', '0');
  expect({ code, stderr }).toEqual({
    code: 1,
    stderr:
      'snapboot: no snapshot: while it is loaded, the function (index.ts:1) draws crypto.randomUUID(): it would be the same in all that wake; --allow-random . allows it\n',
  });
  expect((await readdir(folder.path)).toSorted()).toEqual(Object.keys(SOURCES).toSorted());
});
