import { join } from 'node:path';
import { expect, type TestContext, test } from 'vitest';
import { buildLayer } from '../../../../layer/build-layer.ts';
import { readBuildPlan } from '../../../../layer/build-plan.ts';
import { buildFunction } from '../../../../layer/function/build-function.ts';
import { readFunctionBuildOptions } from '../../../../layer/function/function-build-options.ts';
import type { HotPages } from '../../../../layer/hot-pages/hot-pages.ts';
import { temporaryFolder } from '../../../support/temporary-folder.ts';

const SOURCES = {
  'package.json': '{"type":"module"}',
  'index.js': `import { readFileSync } from 'node:fs';
    readFileSync(new URL('./in-init.txt', import.meta.url));
    export const handler = async ({ file }) => {
      if (file === undefined) throw new Error('no file');
      readFileSync(process.env.FOLDER + '/' + file);
      return new Intl.DateTimeFormat('de').format(0) + (await import('node:zlib')).gzipSync('text').length;
    };
    if (process.env.FAULT) throw new Error('not today');
    export const files = [new URL('./named/in-invocation.txt', import.meta.url)];`,
  'in-init.txt': '-'.repeat(10_000),
  'named/in-invocation.txt': '-'.repeat(10_000),
  'event.json': '{"file":"in-invocation.txt"}',
};

async function built({ skip }: TestContext, args: readonly string[], variables: readonly string[]): Promise<HotPages> {
  await using source = await temporaryFolder(SOURCES);
  const own = args.map((arg) => (arg === 'event.json' ? join(source.path, arg) : arg));
  const env = ['FOLDER=named', ...variables].flatMap((variable) => ['--env', variable]);
  const out = ['--out', join(source.path, 'dist'), '--trials', '0'];
  const options = readFunctionBuildOptions([join(source.path, 'index.js'), ...out, ...env, ...own]);
  const { hotPages } = await buildFunction(options);
  return hotPages ?? skip('this machine records no starts');
}

function taskFiles({ files }: HotPages): readonly string[] {
  return files.flatMap(({ place, name }) => (place === 'task' ? [name] : [])).toSorted();
}

test('what a start of the function reads is known, for the first event and with its variables', async (context) => {
  const hotPages = await built(context, ['--plain', '--event', 'event.json'], []);
  expect(taskFiles(hotPages)).toEqual(['in-init.txt', 'index.js', 'named/in-invocation.txt', 'package.json']);
  const file = hotPages.files.findIndex(({ name }) => name === 'in-init.txt');
  expect(hotPages.ranges.filter((range) => range.file === file)).toEqual([{ file, firstPage: 0, pages: 3 }]);
});

test('what every start of the layer reads is not in it, but what the function needs of Node.js beyond', async (context) => {
  const hotPages = await built(context, ['--plain', '--event', 'event.json'], []);
  const layer = (await buildLayer(readBuildPlan([]))).hotPages;
  const node = layer?.files.findIndex(({ name }) => name === 'bin/node');
  const own = hotPages.files.findIndex(({ name }) => name === 'bin/node');
  expect(hotPages.files[own]).toEqual(layer?.files[node ?? -1]);
  const pages = (list: HotPages | undefined, index: number | undefined) =>
    (list?.ranges ?? [])
      .filter(({ file }) => file === index)
      .flatMap(({ firstPage, pages: count }) => [firstPage, firstPage + count - 1]);
  const taken = new Set(pages(layer, node));
  expect(pages(hotPages, own).length).toBeGreaterThan(10);
  expect(pages(hotPages, own).filter((page) => taken.has(page))).toEqual([]);
});

test('compiled code is read by the start of a compiled function', async (context) => {
  const hotPages = await built(context, ['--event', 'event.json'], []);
  expect(taskFiles(hotPages)).toEqual(expect.arrayContaining(['index.js.cache', 'in-init.txt']));
});

test('an event that fails, and a function that does not load, end no build', async (context) => {
  expect(taskFiles(await built(context, ['--plain'], []))).toEqual(['in-init.txt', 'index.js', 'package.json']);
  expect(taskFiles(await built(context, ['--plain'], ['FAULT=1']))).toEqual(expect.arrayContaining(['index.js']));
});
