import { symlink } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { hostArchitecture } from '../../../../layer/build-plan.ts';
import { startTree } from '../../../../layer/hot-pages/start-tree.ts';
import { temporaryFolder } from '../../../support/temporary-folder.ts';

const LAYER = ['bootstrap', 'bin/node', 'snapboot/runtime.cjs'];

async function treeOf(layer: string, taskRoot: string) {
  const files = LAYER.map((path) => ({ path, source: join(layer, path) }));
  return await startTree({ architecture: hostArchitecture(), layer: files, taskRoot, emulation: '' });
}

test('layer and function are where Lambda has them, links as links, and each entry after its folder', async (context) => {
  context.skip(process.platform !== 'linux', 'there are no programs of Linux');
  await using layer = await temporaryFolder(Object.fromEntries(LAYER.map((path) => [path, path])));
  await using task = await temporaryFolder({ 'index.js': '', 'node_modules/a/index.js': 'a' });
  await symlink('a', join(task.path, 'node_modules/b'));
  const { tree } = await treeOf(layer.path, task.path);
  expect(tree).toContainEqual({ kind: 'file', path: '/opt/bin/node', source: join(layer.path, 'bin/node') });
  expect(tree).toContainEqual({ kind: 'link', path: '/var/task/node_modules/b', target: 'a' });
  const paths = tree.map(({ path }) => path);
  expect(paths.filter((path, index) => paths.indexOf(path) !== index)).toEqual([]);
  for (const [index, path] of paths.entries()) {
    if (dirname(path) !== '/') expect(paths.slice(0, index)).toContain(dirname(path));
  }
});

test('what starts Node.js is nothing to read ahead', async (context) => {
  context.skip(process.platform !== 'linux', 'there are no programs of Linux');
  await using layer = await temporaryFolder(Object.fromEntries(LAYER.map((path) => [path, path])));
  await using task = await temporaryFolder({ 'index.js': '', '.snapboot/image': '' });
  const { hotFiles } = await treeOf(layer.path, task.path);
  const own = [...hotFiles.values()].filter(({ place }) => place !== 'library').map(({ name }) => name);
  expect(own.toSorted()).toEqual(['.snapboot/image', 'bin/node', 'index.js', 'snapboot/runtime.cjs']);
});
