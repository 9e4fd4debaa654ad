import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { FunctionManifest } from '../../layer/function/function-manifest.ts';
import { detectSandbox } from '../../service/environments/sandbox.ts';
import { type CommandRun, runSnapboot } from '../support/run-snapboot.ts';
import { type TemporaryFolder, temporaryFolder } from '../support/temporary-folder.ts';

const sandbox = await detectSandbox('auto');
const NOT_USED = 'the process image is not used';
// Of a function that tells for an event of its own what it started from: the sample event does not ask.
const SOURCES = {
  'package.json': '{"type":"module"}',
  'index.ts': `import { readFileSync } from 'node:fs';
    const prefix: string = process.env.PREFIX ?? 'Hello ';
    console.log('loading');
    export const handler = async ({ name, asks }: { name: string; asks?: boolean }): Promise<unknown> => {
      console.log('greeting', name);
      return asks ? readFileSync('/proc/self/maps', 'utf8').includes('/var/task/.snapboot/image') : prefix + name;
    };`,
  'event.json': '{"name":"Ada"}',
  'asks.json': '{"name":"Ada","asks":true}',
};

async function build(folder: TemporaryFolder, ...args: readonly string[]): Promise<CommandRun> {
  const all = ['function', 'build', 'index.ts', '--event', 'event.json', '--out', 'built', '--trials', '0', ...args];
  const run = await runSnapboot(all, { cwd: folder.path });
  // What takes its time is told, depending on the machine.
  return { ...run, stderr: run.stderr.replaceAll(/^layer: .*\n/gm, '') };
}

async function run(folder: TemporaryFolder, event: string, ...args: readonly string[]): Promise<string> {
  const { stdout, stderr } = await runSnapboot(['run', 'built', '--event', event, ...args], { cwd: folder.path });
  return stdout + stderr;
}

async function manifest(folder: TemporaryFolder): Promise<FunctionManifest> {
  return JSON.parse(await readFile(join(folder.path, 'built/snapboot.json'), 'utf8')).built;
}

test.skipIf(sandbox.kind === 'none')('a function is built with an image, and starts from it', async () => {
  await using folder = await temporaryFolder(SOURCES);
  const { code, stderr } = await build(folder, '--image', '--env', 'PREFIX=Hi ');
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  expect(await readdir(join(folder.path, 'built/.snapboot'))).toContain('image');
  const { mode, taskRoot, variables } = await manifest(folder);
  expect({ mode, taskRoot }).toEqual({ mode: 'image', taskRoot: '/var/task' });
  expect(Object.keys(variables ?? {})).toContain('PREFIX');
  const used = await run(folder, 'asks.json', '--env', 'PREFIX=Hi ');
  expect(used).toContain('true');
  expect(used).toContain('loading');
  expect(used).not.toContain(NOT_USED);
  for (const mode of ['compiled', 'plain']) {
    const other = await run(folder, 'asks.json', '--env', 'PREFIX=Hi ', '--env', `SNAPBOOT_BOOT=${mode}`);
    expect(other).toContain('false');
    expect(other).not.toContain(NOT_USED);
  }
  const unused = await run(folder, 'event.json');
  expect(unused).toContain('"Hello Ada"');
  expect(unused).toContain(`${NOT_USED}, the function starts without it: PREFIX had another value when it was built`);
});

test.skipIf(sandbox.kind === 'none')('it is measured beside the other modes, and kept whatever that says', async () => {
  await using folder = await temporaryFolder(SOURCES);
  const { code, stdout } = await build(folder, '--image', '--trials', '1', '--memory', '1769');
  expect(code).toBe(0);
  for (const mode of ['plain', 'compiled', 'image']) {
    expect(stdout).toMatch(new RegExp(`^${mode}, 1769 MB +\\d+\\.\\d +\\d+\\.\\d +\\d+\\.\\d$`, 'm'));
  }
  expect(await manifest(folder)).toMatchObject({ mode: 'image' });
  expect(await readdir(join(folder.path, 'built/.snapboot'))).toContain('image');
});

test.skipIf(sandbox.kind === 'none')('what cannot be in an image is told in one line, and leaves nothing', async () => {
  await using folder = await temporaryFolder({
    ...SOURCES,
    'index.ts': `export const id = crypto.randomUUID();\nexport const handler = async () => id;`,
  });
  const { code, stderr } = await build(folder, '--image');
  expect({ code, stderr }).toEqual({
    code: 1,
    stderr:
      'snapboot: no image: while it is loaded, the function (index.ts:1) draws crypto.randomUUID(): it would be the same in all that wake; --allow-random . allows it\n',
  });
  expect((await readdir(folder.path)).toSorted()).toEqual(Object.keys(SOURCES).toSorted());
});

test.skipIf(sandbox.kind === 'none')(
  'a primed function has answered the sample events, and hooks tell it so',
  async () => {
    await using folder = await temporaryFolder({
      ...SOURCES,
      'index.ts': `import { afterWaking, beforeImage } from 'snapboot';
      let count = 0;
      let slept = -1;
      beforeImage(() => { slept = count; });
      afterWaking(() => { count = 0; });
      export const handler = async ({ asks }) => { count += 1; return asks ? { slept, count } : count; };`,
    });
    const { code, stderr } = await build(folder, '--primed', '--event', 'event.json');
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(await manifest(folder)).toMatchObject({ mode: 'image primed' });
    expect(await run(folder, 'asks.json')).toContain('{"slept":2,"count":1}');
  },
);

test.skipIf(sandbox.kind === 'none')('a function that does not bear that is refused by what it answers', async () => {
  await using folder = await temporaryFolder({
    ...SOURCES,
    'index.ts': `let count = 0;\nexport const handler = async () => ++count;`,
  });
  const { code, stderr } = await build(folder, '--primed');
  expect({ code, stderr }).toEqual({
    code: 1,
    stderr: 'snapboot: no image: from it, answers to event.json are 2, without it 1\n',
  });
});
