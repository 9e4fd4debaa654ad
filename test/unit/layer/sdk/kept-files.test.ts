import { expect, test } from 'vitest';
import { keptFiles } from '../../../../layer/sdk/kept-files.ts';
import { leadsNodeTo, type PackageEntries } from '../../../../layer/sdk/package-entries.ts';
import { temporaryFolder } from '../../../support/temporary-folder.ts';

const FILES = [
  'dist-cjs/index.js',
  'dist-cjs/index.js.map',
  'dist-es/index.js',
  'dist-types/index.d.ts',
  'index.d.mts',
];
const TEXTS = ['CHANGELOG.md', 'LICENSE', 'LICENSE.md', 'NOTICE.md', 'README.md', 'tests/README.js'];

test('types, maps, texts and the copy for bundlers stay behind; licences do not', async () => {
  expect(await keptOf({ main: './dist-cjs/index.js' })).toEqual([
    'LICENSE',
    'LICENSE.md',
    'NOTICE.md',
    'dist-cjs/index.js',
    'package.json',
    'tests/README.js',
  ]);
});

test('a package that leads Node.js to what bundlers take keeps it', async () => {
  expect(await keptOf({ exports: { import: './dist-es/index.js' } })).toContain('dist-es/index.js');
});

test('packages within a package are no files of it', async () => {
  await using folder = await temporaryFolder({ 'package.json': '{}', 'node_modules/other/index.js': '' });
  expect(await keptFiles(folder.path)).toEqual(['package.json']);
});

test.each<[boolean, PackageEntries]>([
  [false, {}],
  [false, { main: './dist-cjs/index.js' }],
  [true, { main: 'dist-es/index.js' }],
  [false, { main: 'dist-es/index.js', exports: './dist-cjs/index.js' }],
  [false, { exports: { '.': { module: './dist-es/a.js', node: './dist-cjs/a.js', import: './dist-es/a.js' } } }],
  [true, { exports: { '.': { import: './dist-es/a.js', node: './dist-cjs/a.js' } } }],
  [true, { exports: { '.': './dist-cjs/a.js', './sub': { require: './dist-cjs/b.js', default: './dist-es/b.js' } } }],
  [false, { exports: { browser: './dist-es/a.js', 'react-native': './dist-es/b.js', default: './dist-cjs/a.js' } }],
  [true, { exports: { node: { worker: './dist-cjs/a.js' }, default: ['./dist-es/a.js'] } }],
  [false, { exports: { './private/*': null, './package.json': './package.json' } }],
])('%j: Node.js gets to dist-es by %j', (leads, entries) => {
  expect(leadsNodeTo(entries, 'dist-es')).toBe(leads);
});

async function keptOf(entries: PackageEntries): Promise<readonly string[]> {
  const empty = Object.fromEntries([...FILES, ...TEXTS].map((name) => [name, '']));
  await using folder = await temporaryFolder({ ...empty, 'package.json': JSON.stringify(entries) });
  return await keptFiles(folder.path);
}
