import { readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { type Artifact, artifactTree, writeArtifactTree } from '../../../layer/artifact-tree.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

test('the tree holds what /opt holds, with the modes that Lambda needs', async () => {
  await using folder = await temporaryFolder({ node: 'binary' });
  const output = await write(folder.path, 'text');
  expect(await filesIn(output)).toEqual(['bin/node', 'bootstrap', 'snapboot/runtime.cjs', 'snapboot/stacks.cjs']);
  expect(await modeOf(join(output, 'bootstrap'))).toBe(0o755);
  expect(await modeOf(join(output, 'bin/node'))).toBe(0o755);
  expect(await modeOf(join(output, 'snapboot/runtime.cjs'))).toBe(0o644);
});

test('a library that Node.js needs lands where the loader looks in Lambda', () => {
  const parts = { bootstrap: '', runtime: '', stacks: '', nodeBinary: 'node' };
  expect(artifactTree({ ...parts, libatomic: 'libatomic' })).toContainEqual({
    path: 'lib/libatomic.so.1',
    mode: 0o644,
    content: { file: 'libatomic' },
  });
});

test('what is right already stays untouched, the rest is replaced or removed', async () => {
  await using folder = await temporaryFolder({ node: 'binary' });
  const output = await write(folder.path, 'old');
  const before = await inodesOf(output);
  await writeFile(join(output, 'snapboot/left-over'), '');
  await write(folder.path, 'new');
  const after = await inodesOf(output);
  expect(await readFile(join(output, 'snapboot/runtime.cjs'), 'utf8')).toBe('new');
  expect(after.bootstrap).toBe(before.bootstrap);
  expect(after['bin/node']).toBe(before['bin/node']);
  expect(after['snapboot/runtime.cjs']).not.toBe(before['snapboot/runtime.cjs']);
  expect(after).not.toHaveProperty('snapboot/left-over');
});

test('folders between stay, and files in them are left alone', async () => {
  await using folder = await temporaryFolder();
  const output = join(folder.path, 'out');
  const artifacts = [{ path: 'a/b/c/deep', mode: 0o644, content: { data: 'text' } }];
  await writeArtifactTree(output, artifacts);
  const before = await inodesOf(output);
  await writeFile(join(output, 'a/left-over'), '');
  await writeArtifactTree(output, artifacts);
  expect(await inodesOf(output)).toEqual(before);
});

test('another binary takes the place of the old one', async () => {
  await using folder = await temporaryFolder({ node: 'binary', other: 'another' });
  await write(folder.path, 'text');
  const output = await write(folder.path, 'text', 'other');
  expect(await readFile(join(output, 'bin/node'), 'utf8')).toBe('another');
});

test('two builds at once do no harm', async () => {
  await using folder = await temporaryFolder({ node: 'binary' });
  await Promise.all([write(folder.path, 'text'), write(folder.path, 'text')]);
  const names = ['bin/node', 'bootstrap', 'snapboot/runtime.cjs', 'snapboot/stacks.cjs'];
  expect(await filesIn(join(folder.path, 'out'))).toEqual(names);
  expect((await readdir(folder.path)).toSorted()).toEqual(['node', 'out']);
});

async function write(folder: string, runtime: string, binary = 'node'): Promise<string> {
  const artifacts: readonly Artifact[] = artifactTree({
    bootstrap: '#!/bin/sh\n',
    runtime,
    stacks: '',
    nodeBinary: join(folder, binary),
  });
  await writeArtifactTree(join(folder, 'out'), artifacts);
  return join(folder, 'out');
}

async function filesIn(folder: string): Promise<readonly string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile());
  return files.map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1)).toSorted();
}

async function modeOf(file: string): Promise<number> {
  return (await stat(file)).mode & 0o777;
}

async function inodesOf(folder: string): Promise<Record<string, number>> {
  const files = await filesIn(folder);
  return Object.fromEntries(await Promise.all(files.map(async (file) => [file, (await stat(join(folder, file))).ino])));
}
