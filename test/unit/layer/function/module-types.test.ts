import { expect, test } from 'vitest';
import { moduleTypes } from '../../../../layer/function/bundle/module-types.ts';
import { temporaryFolder } from '../../../support/temporary-folder.ts';
import { answeredTwice, type Files } from './function-twice.ts';

const MODULE = 'export default 1;';
const TYPED = { 'package.json': '{"name":"own","type":"module"}' };

test.each<[string, Files, Record<string, string>]>([
  ['of a project of ES modules', { ...TYPED, 'src/w.js': 'x()' }, { 'src/package.json': '{"type":"module"}\n' }],
  ['in TypeScript', { ...TYPED, 'src/a/w.ts': 'x()', 'src/b/w.ts': '' }, { 'src/package.json': '{"type":"module"}\n' }],
  ['by their syntax', { 'package.json': '{}', 'src/w.js': MODULE, 'lib/w.js': 'x()' }, { 'src/package.json': '{}\n' }],
  ['without a package.json', { 'src/w.js': MODULE }, { 'src/package.json': '{}\n' }],
  ['of a CommonJS project', { 'package.json': '{"type":"commonjs"}', 'src/w.js': 'x()' }, {}],
  ['below a package.json of their own', { ...TYPED, 'src/a/w.js': MODULE, 'src/package.json': '{}' }, {}],
  ['that their names tell', { ...TYPED, 'src/w.mjs': MODULE, 'src/w.cjs': 'x()', 'src/w.json': '{}' }, {}],
  ['of a package', { ...TYPED, 'node_modules/all/w.js': MODULE }, {}],
  ['beside the bundle that are none', { ...TYPED, 'w.js': 'x()' }, {}],
])('ES modules that stay files are told by a package.json beside them: %s', async (_, files, told) => {
  expect(await typesOf(files)).toEqual(told);
});

test.each<[string, Files, string]>([
  [
    'beside the bundle',
    { ...TYPED, 'w.js': MODULE },
    'w.js: it stays a file and is an ES module, which the package.json beside the bundle cannot say: name it w.mjs, or put it into a folder',
  ],
  [
    'beside the bundle, in TypeScript',
    { 'package.json': '{}', 'w.ts': 'export const one: number = 1;' },
    'w.ts: it stays a file and is an ES module, which the package.json beside the bundle cannot say: name it w.mts, or put it into a folder',
  ],
  [
    'that asks for what the package.json maps',
    { ...TYPED, 'src/w.js': `import sum from '#sum';` },
    "src/w.js: it stays a file and asks for '#sum', which only the project's package.json knows: name its path",
  ],
  [
    'that asks for its own package',
    { ...TYPED, 'src/w.js': `export * from 'own/sum';` },
    "src/w.js: it stays a file and asks for 'own/sum', which only the project's package.json knows: name its path",
  ],
])('an ES module is refused: %s', async (_, files, fault) => {
  await expect(typesOf(files)).rejects.toThrow(fault);
});

test('a file that would lie where the bundle must is refused', async () => {
  const files = {
    'src/app.cjs': `exports.handler = () => require.resolve('../index.js');`,
    'index.js': '',
    'package.json': '{}',
  };
  await expect(answeredTwice(files)).rejects.toThrow(
    'index.js: it stays a file, and the bundle takes its place: give it another name',
  );
});

async function typesOf(files: Files): Promise<Record<string, string>> {
  await using root = await temporaryFolder(files);
  const copied = Object.keys(files).map((name) => `${root.path}/${name}`);
  return Object.fromEntries(await moduleTypes(copied, root.path));
}
