import { symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { fileTree } from '../../../../../layer/hot-pages/tree/file-tree.ts';
import { temporaryFolder } from '../../../../support/temporary-folder.ts';

test('a tree holds whole folders with all that leads to them, and its links what they lead to', async () => {
  await using folder = await temporaryFolder({ 'app/index.mjs': '1', 'app/lib/a.mjs': '2', 'shared/b.mjs': '3' });
  const { path } = folder;
  await symlink('../../shared', join(path, 'app/lib/shared'));
  await symlink(join(path, 'shared/b.mjs'), join(path, 'app/b.mjs'));
  const tree = fileTree([join(path, 'app')], '/copy');
  const below = tree.filter((entry) => entry.path.startsWith(`/copy${path}/`));
  expect(below.toSorted((one, other) => (one.path < other.path ? -1 : 1))).toEqual([
    { kind: 'folder', path: `/copy${path}/app` },
    { kind: 'link', path: `/copy${path}/app/b.mjs`, target: `/copy${path}/shared/b.mjs` },
    { kind: 'file', path: `/copy${path}/app/index.mjs`, source: `${path}/app/index.mjs` },
    { kind: 'folder', path: `/copy${path}/app/lib` },
    { kind: 'file', path: `/copy${path}/app/lib/a.mjs`, source: `${path}/app/lib/a.mjs` },
    { kind: 'link', path: `/copy${path}/app/lib/shared`, target: '../../shared' },
    { kind: 'folder', path: `/copy${path}/shared` },
    { kind: 'file', path: `/copy${path}/shared/b.mjs`, source: `${path}/shared/b.mjs` },
  ]);
  expect(tree[0]).toEqual({ kind: 'folder', path: '/copy' });
});

test('parents come before what is in them', async () => {
  await using folder = await temporaryFolder({ 'one/two/three.mjs': '' });
  const tree = fileTree([folder.path], '/prefix/of/tree');
  expect(tree.map(({ kind, path }) => [kind, path]).at(-1)).toEqual([
    'file',
    `/prefix/of/tree${folder.path}/one/two/three.mjs`,
  ]);
  const known = new Set(['']);
  for (const { path } of tree) {
    expect(known).toContain(path.slice(0, path.lastIndexOf('/')));
    known.add(path);
  }
});

test('links in circles and links to nothing are followed no further', async () => {
  await using folder = await temporaryFolder({ 'file.mjs': '' });
  await symlink('.', join(folder.path, 'itself'));
  await symlink('nowhere', join(folder.path, 'dangling'));
  const names = fileTree([folder.path], '').map(({ path }) => path.slice(folder.path.length));
  expect(names.filter((name) => /itself|dangling|file/.test(name)).toSorted()).toEqual([
    '/dangling',
    '/file.mjs',
    '/itself',
  ]);
});
