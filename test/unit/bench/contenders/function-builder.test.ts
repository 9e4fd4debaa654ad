import { existsSync } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { coldStart } from '../../../../bench/cold-start.ts';
import { type BuiltMode, functionBuilder } from '../../../../bench/contenders/function-builder.ts';
import { UnsuitedError } from '../../../../bench/contenders/unsuited-error.ts';
import { Progress } from '../../../../bench/progress.ts';
import type { Workload } from '../../../../bench/workload.ts';
import { contenderOf, emptySetting } from '../../../support/bench-contender.ts';
import { builtBootstrap, builtNode } from '../../../support/built-layer.ts';
import { imagesNeed } from '../../../support/image-function.ts';
import { type TemporaryFolder, temporaryFolder } from '../../../support/temporary-folder.ts';

const SETTING = await emptySetting();
const missing = await imagesNeed();
const HANDLER =
  'export const run = async (event) => { if (event.a !== 1) throw new RangeError("no a"); return event; };';

const GROUND = { node: builtNode(), bootstrap: builtBootstrap(), nodeVersion: '' };
const SILENT = new Progress({ write: () => true });

interface Setting {
  readonly mode?: BuiltMode;
  readonly cache?: string;
}

function build(workload: Workload, { mode = 'compiled', cache }: Setting = {}) {
  return functionBuilder({ mode, ground: GROUND, progress: SILENT, ...(cache !== undefined && { cache }) })(workload);
}

function usersOf({ path }: TemporaryFolder, handler: string, event: string): Workload {
  return { name: 'fn', taskRoot: path, handler, event, expected: event };
}

test('a function of the user is built from its file, trained with its event, and answers', async () => {
  await using folder = await temporaryFolder({ 'src/app.mts': HANDLER });
  const workload = usersOf(folder, 'src/app.run', '{"a":1}');
  const built = await build(workload);
  expect(built).toMatchObject({ handler: 'index.run' });
  expect(await readdir(built.taskRoot)).toContain('index.js.cache');
  const contender = { ...contenderOf('built', [builtBootstrap()], false), built };
  expect(await coldStart(contender, { ...SETTING, workload })).toMatchObject({ warmMs: expect.any(Number) });
});

test('a function that fails for its event is not built, and the reason is told', async () => {
  await using folder = await temporaryFolder({ 'index.mjs': HANDLER });
  await expect(build(usersOf(folder, 'index.run', '{}'))).rejects.toThrow(/^cannot be built: .*RangeError: no a/);
});

test('a handler that is no file is not built', async () => {
  await using folder = await temporaryFolder();
  const building = build(usersOf(folder, 'other.run', '{}'));
  await expect(building).rejects.toThrow('cannot be built: there is no file of the handler other.run');
});

test('a function of the benchmark’s own is built once and kept, until something of it changes', async () => {
  await using cache = await temporaryFolder();
  const first = await build(SETTING.workload, { cache: cache.path });
  const { ino } = await stat(first.taskRoot);
  expect(await build(SETTING.workload, { cache: cache.path })).toEqual(first);
  expect((await stat(first.taskRoot)).ino).toBe(ino);
  expect(await readdir(cache.path)).toHaveLength(1);
  expect(existsSync(join(first.taskRoot, 'snapboot.json'))).toBe(true);
  const other = await build(SETTING.workload, { cache: cache.path, mode: 'plain' });
  expect(await readdir(cache.path)).toHaveLength(2);
  expect(existsSync(join(other.taskRoot, 'index.js.cache'))).toBe(false);
  expect(existsSync(join(first.taskRoot, 'index.js.cache'))).toBe(true);
});

test.skipIf(missing)('a function that cannot be in an image is left out, and the reason is told', async () => {
  await using folder = await temporaryFolder({
    'index.mjs': 'const id = Math.random(); export const handler = async () => id;',
  });
  const building = build(usersOf(folder, 'index.handler', '{}'), { mode: 'image' });
  const error = await building.catch((reason: unknown) => reason);
  expect(error).toBeInstanceOf(UnsuitedError);
  expect(error).toMatchObject({ message: expect.stringMatching(/^no image: .* draws Math\.random\(\)/) });
});
