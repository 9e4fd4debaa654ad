import { chmod, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, type TestContext, test } from 'vitest';
import { layerBootFile } from '../../../layer/boot-file/layer-boot-file.ts';
import { type HotPages, PAGE_BYTES } from '../../../layer/hot-pages/hot-pages.ts';
import { BOOT_SECTION_BYTES } from '../../../layer/launcher/compile-launcher.ts';
import { COLD_BYTES, COLD_FILE, COLD_LIST, coldLayer } from '../../support/cold-layer.ts';
import { cachedBytes } from '../../support/page-cache.ts';
import { SMALL_VERSION, type SmallLayer, smallLayer } from '../../support/small-layer.ts';
import { startedThrough, withoutRoot } from '../../support/started-through.ts';
import { toldStart } from '../../support/told-start.ts';

// Without a process of its own: there may be none to have.
const NODE = '#!/bin/sh\necho "started as $$"\n';
const STARTED = { code: 0, stdout: expect.stringMatching(/^started as \d+\n$/), stderr: '' };
// Where the launcher asks whether a page is in memory, some systems begin to read it.
const ASKED_BYTES = PAGE_BYTES;
const ADDRESS_SPACE = 128 * 2 ** 20;

test.for<[string, readonly string[]]>([
  ['without /proc', ['bwrap', '--dev-bind', '/', '/', '--tmpfs', '/proc']],
  ['on a read-only file system', ['bwrap', '--ro-bind', '/', '/', '--dev', '/dev']],
  ['with 128 MB of memory', ['prlimit', `--as=${ADDRESS_SPACE}`]],
  ['without a limit to the stack', ['prlimit', '--stack=unlimited']],
  ['with few open files', ['prlimit', '--nofile=11']],
  ['with all signals ignored', ['env', '--ignore-signal']],
  ['with all signals blocked', ['env', '--block-signal']],
])('%s a function starts', async ([_what, through], context) => {
  await using layer = await coldLayer(COLD_LIST, context, { 'bin/node': NODE });
  expect(await startedThrough(through, layer.bootstrap, context)).toEqual(STARTED);
});

test('where no process can be started a function starts, and nothing is read', async (context) => {
  await using layer = await openLayer(context);
  const through = [...withoutRoot(), 'prlimit', '--nproc=0'];
  expect(await startedThrough(through, layer.bootstrap, context)).toEqual(STARTED);
  expect(await cachedBytes(join(layer.path, COLD_FILE))).toBeLessThanOrEqual(ASKED_BYTES);
});

test('as the first process of its own a function starts, and nothing is read', async (context) => {
  await using layer = await openLayer(context);
  const through = ['unshare', '--map-root-user', '--pid', '--fork'];
  const started = await startedThrough(through, layer.bootstrap, context);
  expect(started).toEqual({ ...STARTED, stdout: 'started as 1\n' });
  expect(await cachedBytes(join(layer.path, COLD_FILE))).toBeLessThanOrEqual(ASKED_BYTES);
});

test('a file of the list that may not be read is left out', async (context) => {
  await using layer = await openLayer(context);
  const file = join(layer.path, COLD_FILE);
  await chmod(file, 0o000);
  expect(await startedThrough(withoutRoot(), layer.bootstrap, context)).toEqual(STARTED);
  await chmod(file, 0o644);
  expect(await cachedBytes(file)).toBe(0);
});

test('without any memory the start ends with one line', async (context) => {
  await using layer = await smallLayer('launcher', context, { 'bin/node': NODE });
  const started = await toldStart(await script(layer, `ulimit -v 1000 && exec "${layer.bootstrap}"`));
  expect(started).toMatchObject({ code: 1, stderr: 'snapboot: the bootstrap cannot start: there is no memory\n' });
});

test('with the standard streams closed a function starts, and what it reads is none of them', async (context) => {
  await using layer = await coldLayer(COLD_LIST, context, {
    'bin/node': '#!/bin/sh\n/bin/ls -l /proc/$$/fd >"$0.files"\n',
  });
  await toldStart(await script(layer, `exec "${layer.bootstrap}" <&- >&- 2>&-`));
  const files = await readFile(join(layer.path, 'bin/node.files'), 'utf8');
  expect(files).not.toMatch(/data|bootstrap/);
});

test('a list that fills the launcher to the last byte is read to its last range', async (context) => {
  const ranges = Array.from({ length: 3060 }, (_, index) => ({
    file: 0,
    firstPage: index === 3059 ? 4000 : 0,
    pages: 1,
  }));
  // Of as many characters as leave no byte.
  const name = 'snapboot//data';
  const list: HotPages = { files: [{ place: 'layer', name, bytes: COLD_BYTES }], ranges };
  const facts = { nodeVersion: SMALL_VERSION, runtimeBuild: '0123456789abcdef' };
  expect(layerBootFile({ ...facts, hotPages: list })).toHaveLength(BOOT_SECTION_BYTES);
  await using layer = await coldLayer(list, context, { 'bin/node': NODE });
  expect(await startedThrough([], layer.bootstrap, context)).toEqual(STARTED);
  await expect.poll(() => cachedBytes(join(layer.path, COLD_FILE))).toBeGreaterThanOrEqual(2 * PAGE_BYTES);
});

test('variables that are too large with what the start adds are told in one line', async (context) => {
  await using layer = await smallLayer('launcher', context);
  const { code, stderr } = await toldStart(layer.bootstrap, { NODE_PATH: 'y'.repeat(131_000) });
  expect({ code, stderr }).toEqual({
    code: 126,
    stderr: `${layer.path}/bin/node: cannot be started: the variables of the function are too large\n`,
  });
});

/** A cold layer that everybody may enter. */
async function openLayer(context: TestContext): Promise<SmallLayer> {
  const layer = await coldLayer(COLD_LIST, context, { 'bin/node': NODE });
  await chmod(layer.path, 0o755);
  return layer;
}

/** A program that does so. */
async function script(layer: SmallLayer, text: string): Promise<string> {
  const file = join(layer.path, 'script');
  await writeFile(file, `#!/bin/sh\n${text}\n`, { mode: 0o755 });
  return file;
}
