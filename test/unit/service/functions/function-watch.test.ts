import { mkdir, rename, rm, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { FunctionWatch, type WatchOptions } from '../../../../service/functions/function-watch.ts';
import { temporaryFolder } from '../../../support/temporary-folder.ts';

const FILES = { 'index.mjs': '', 'node_modules/a/b/c.js': '', '.git/index': '', 'assets/logo.png': '' };

test.each([
  ['a file is changed', 'index.mjs', (path: string) => writeFile(path, 'new')],
  ['a file far below is changed', 'node_modules/a/b/c.js', (path: string) => writeFile(path, 'new')],
  ['a file that is no code is changed', 'assets/logo.png', (path: string) => writeFile(path, 'new')],
  ['a file is added', 'assets/new.png', (path: string) => writeFile(path, '')],
  ['a file is removed', 'assets/logo.png', (path: string) => rm(path)],
  ['a file is replaced, as editors do', 'index.mjs', replace],
  ['a folder is removed', 'node_modules/a', (path: string) => rm(path, { recursive: true })],
])('%s', async (_title, name, change) => {
  await using folder = await temporaryFolder(FILES);
  const changes: string[] = [];
  await using watch = watchFor(changes);
  await watch.watch([folder.path]);
  await change(join(folder.path, name));
  await expect.poll(() => changes.some((path) => path.startsWith(join(folder.path, name)))).toBe(true);
});

test('a file in a folder that was made later', async () => {
  await using folder = await temporaryFolder(FILES);
  const changes: string[] = [];
  await using watch = watchFor(changes);
  await watch.watch([folder.path]);
  await mkdir(join(folder.path, 'lib/deep'), { recursive: true });
  await expect.poll(() => changes).toContain(join(folder.path, 'lib/deep'));
  await expect
    .poll(async () => {
      await writeFile(join(folder.path, 'lib/deep/x.mjs'), String(changes.length));
      return changes;
    })
    .toContain(join(folder.path, 'lib/deep/x.mjs'));
});

test('what is behind links is watched: a folder, as workspaces make them, and a file', async () => {
  await using elsewhere = await temporaryFolder({ 'package/index.js': '', 'file.mjs': '' });
  await using folder = await temporaryFolder(FILES);
  await symlink(join(elsewhere.path, 'package'), join(folder.path, 'node_modules/linked'));
  await symlink(join(elsewhere.path, 'file.mjs'), join(folder.path, 'linked.mjs'));
  const changes: string[] = [];
  await using watch = watchFor(changes);
  await watch.watch([folder.path]);
  await writeFile(join(elsewhere.path, 'package/index.js'), 'new');
  await expect.poll(() => changes.some((path) => path.includes('node_modules/linked'))).toBe(true);
  await writeFile(join(elsewhere.path, 'file.mjs'), 'new');
  await expect.poll(() => changes.some((path) => path.endsWith('linked.mjs'))).toBe(true);
});

test('what no function loads is ignored: .git, the files of this program', async () => {
  await using folder = await temporaryFolder({ ...FILES, 'logs/x.log': '', 'tmp/snapboot-1/x': '', 'tmp/other/x': '' });
  const changes: string[] = [];
  await using watch = watchFor(changes, {
    ownFolder: join(folder.path, 'logs'),
    temporaryFolder: join(folder.path, 'tmp'),
  });
  await watch.watch([folder.path]);
  for (const ignored of ['.git/index', '.git/new', 'logs/x.log', 'logs/y.log', 'tmp/snapboot-1/x', 'tmp/snapboot-2']) {
    await writeFile(join(folder.path, ignored), 'new');
  }
  await writeFile(join(folder.path, 'tmp/other/x'), 'last');
  await expect.poll(() => changes).toContain(join(folder.path, 'tmp/other/x'));
  expect(new Set(changes)).toEqual(new Set([join(folder.path, 'tmp/other/x')]));
});

test('folders come and go', async () => {
  await using folder = await temporaryFolder({ 'a/x': '', 'b/x': '' });
  const [a, b] = [join(folder.path, 'a'), join(folder.path, 'b')];
  const changes: string[] = [];
  await using watch = watchFor(changes);
  await watch.watch([a]);
  await watch.watch([b]);
  await writeFile(join(a, 'x'), 'new');
  await writeFile(join(b, 'x'), 'new');
  await expect.poll(() => changes).toContain(join(b, 'x'));
  expect(changes).not.toContain(join(a, 'x'));
});

function watchFor(changes: string[], more: Partial<WatchOptions> = {}): FunctionWatch {
  return new FunctionWatch({
    temporaryFolder: '/nowhere',
    onChange: (_folder, path) => changes.push(path),
    onFault: (error) => changes.push(error.message),
    ...more,
  });
}

async function replace(path: string): Promise<void> {
  await writeFile(`${path}.new`, 'new');
  await rename(`${path}.new`, path);
}
