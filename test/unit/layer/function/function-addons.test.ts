import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { buildFunction } from '../../../../layer/function/build-function.ts';
import { foreignAddons } from '../../../../layer/function/function-addons.ts';
import { readFunctionBuildOptions } from '../../../../layer/function/function-build-options.ts';
import { temporaryFolder } from '../../../support/temporary-folder.ts';
import { type TinyElf, tinyElf } from '../tiny-elf.ts';

const FIT = { libraries: ['libc.so.6'] };
const MACOS = Buffer.alloc(200, 0xcf);
const MUSL = { libraries: ['libc.musl-x86_64.so.1'] };

/** By their path in `node_modules`. */
type Addons = Readonly<Record<string, TinyElf | Buffer>>;

test.each<[string, Addons, string[]]>([
  ['other processors', { 'a/x64/a.node': FIT, 'a/arm64/a.node': { machine: 183 } }, ['a/arm64/a.node']],
  ['other systems', { 'a/linux/a.node': FIT, 'a/darwin/a.node': MACOS }, ['a/darwin/a.node']],
  ['Alpine', { 'a/gnu/a.node': FIT, 'a/musl/a.node': MUSL }, ['a/musl/a.node']],
  ['Alpine, by its other name', { 'a/a.node': FIT, 'a/b.node': { libraries: ['libc.so'] } }, ['a/b.node']],
  ['packages for one platform each', { '@a/linux/a.node': FIT, '@a/darwin/a.node': MACOS }, ['@a/darwin/a.node']],
  [
    'libraries of addons',
    { 'a/x64/a.node': FIT, 'a/x64/liba.so': {}, 'a/darwin/liba.so': MACOS },
    ['a/darwin/liba.so'],
  ],
  ['none', { 'a/a.node': FIT, 'b/b.node': { libraries: ['liba.so', 'libc.so.6'] }, 'a/liba.so': {} }, []],
])('addons for other platforms are left out where there is one for Lambda: %s', async (_, addons, leftOut) => {
  expect(await foreign(addons)).toEqual(leftOut);
});

test.each<[string, Addons, string]>([
  [
    'only another processor',
    { 'a/a.node': { machine: 183 } },
    'node_modules/a/a.node: this is no Linux program for x86_64 but for arm64',
  ],
  ['only another system', { 'a/a.node': MACOS }, 'node_modules/a/a.node: this is no Linux program (no ELF file)'],
  ['only Alpine', { 'a/a.node': MUSL }, 'node_modules/a/a.node: it needs more than Amazon Linux 2023 has'],
  [
    'another system, beside a library that fits',
    { 'a/liba.so': {}, 'a/a.node': MACOS },
    'node_modules/a/a.node: this is no Linux program (no ELF file)',
  ],
  [
    'another system, beside another package',
    { 'a/a.node': FIT, 'b/b.node': MACOS },
    'node_modules/b/b.node: this is no Linux program (no ELF file)',
  ],
  [
    'a newer glibc, beside one that fits',
    { 'a/a.node': FIT, 'a/b.node': { versions: { 'libc.so.6': ['GLIBC_2.38'] } } },
    'node_modules/a/b.node: it needs more than Amazon Linux 2023 has: GLIBC_2.38',
  ],
  [
    'a broken one, beside one that fits',
    { 'a/a.node': FIT, 'a/b.node': tinyElf(FIT).subarray(0, 100) },
    'node_modules/a/b.node: this is an ELF file that is cut off',
  ],
])('what Lambda would have to load and cannot is refused: %s', async (_, addons, fault) => {
  await expect(foreign(addons)).rejects.toThrow(fault);
});

test('what a package brings for other platforms is not in the folder of a function', async () => {
  await using source = await temporaryFolder({
    'index.mjs': `import addon from 'addon'; export const handler = () => addon;`,
    'package.json': '{}',
    'node_modules/addon/package.json': '{"name":"addon"}',
    'node_modules/addon/index.js': `module.exports = require('node:path').join(__dirname, 'prebuilds', process.env.SYSTEM, 'addon.node');`,
    'node_modules/addon/prebuilds/text': '',
  });
  const prebuilds = join(source.path, 'node_modules/addon/prebuilds');
  const addons = { 'darwin-x64': MACOS, 'linux-arm64': tinyElf({ machine: 183 }), 'linux-x64': tinyElf(FIT) };
  for (const [system, content] of Object.entries(addons)) {
    await mkdir(join(prebuilds, system));
    await writeFile(join(prebuilds, system, 'addon.node'), content);
  }
  const built = async (architecture: string): Promise<string[]> => {
    const args = ['--plain', '--arch', architecture, '--out', join(source.path, 'built')];
    const { folder } = await buildFunction(readFunctionBuildOptions([join(source.path, 'index.mjs'), ...args]));
    return await readdir(join(folder, 'node_modules/addon/prebuilds'));
  };
  expect(await built('x86_64')).toEqual(['linux-x64']);
  expect(await built('arm64')).toEqual(['linux-arm64']);
});

/** Relative to `node_modules`; addons of one scope are asked for by one module. */
async function foreign(addons: Addons): Promise<string[]> {
  await using root = await temporaryFolder();
  const packages = join(root.path, 'node_modules');
  const traced = await Promise.all(
    Object.entries(addons).map(async ([name, content]) => {
      const file = join(packages, name);
      await mkdir(dirname(file), { recursive: true });
      await writeFile(file, Buffer.isBuffer(content) ? content : tinyElf({ type: 3, ...content }));
      const [first = ''] = name.split('/');
      return { file, askedBy: [dirname(file), first] };
    }),
  );
  const leftOut = foreignAddons(traced, root.path, 'x86_64');
  return [...leftOut].map((file) => file.slice(packages.length + 1));
}
