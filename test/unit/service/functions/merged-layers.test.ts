import { lstatSync, readdirSync, readFileSync, readlinkSync, realpathSync, statSync } from 'node:fs';
import { chmod, mkdir, rm, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { mergedLayers } from '../../../../service/functions/merged-layers.ts';
import { useOwnStateFolder } from '../../../support/own-state-folder.ts';
import { temporaryFolder } from '../../../support/temporary-folder.ts';

useOwnStateFolder();

test('later layers go over earlier ones, and folders are joined', async () => {
  await using first = await temporaryFolder({ 'bin/tool': '#!/bin/sh\n', 'lib/both.txt': '1', 'lib/first.txt': '1' });
  await using second = await temporaryFolder({ 'lib/both.txt': '2', 'lib/deep/second.txt': '2' });
  const merged = await mergedLayers([first.path, second.path]);
  expect(readdirSync(merged, { recursive: true }).map(String).sort()).toEqual(
    ['bin', 'bin/tool', 'lib', 'lib/both.txt', 'lib/deep', 'lib/deep/second.txt', 'lib/first.txt'].sort(),
  );
  expect(readFileSync(join(merged, 'lib/both.txt'), 'utf8')).toBe('2');
  expect(readFileSync(join(first.path, 'lib/both.txt'), 'utf8')).toBe('1');
  expect(statSync(join(merged, 'bin/tool')).mode & 0o777).toBe(0o755);
});

test('a single layer is used as it is, none is an empty folder', async () => {
  await using layer = await temporaryFolder({ 'lib/file.txt': '1' });
  expect(await mergedLayers([layer.path])).toBe(realpathSync(layer.path));
  expect(readdirSync(await mergedLayers([]))).toEqual([]);
});

test('the same layers are merged once, until a file in them changes', async () => {
  await using first = await temporaryFolder({ 'a.txt': '1' });
  await using second = await temporaryFolder({ 'b.txt': '1' });
  const layers = [first.path, second.path];
  const merged = await mergedLayers(layers);
  const made = statSync(merged).ino;
  expect(await mergedLayers(layers)).toBe(merged);
  expect(statSync(merged).ino).toBe(made);
  expect(await mergedLayers(layers.toReversed())).not.toBe(merged);
  await writeFile(join(second.path, 'b.txt'), 'changed');
  const changed = await mergedLayers(layers);
  expect(changed).not.toBe(merged);
  expect(readFileSync(join(changed, 'b.txt'), 'utf8')).toBe('changed');
  await chmod(join(second.path, 'b.txt'), 0o600);
  expect(await mergedLayers(layers)).not.toBe(changed);
});

test('two who merge the same at once get the same', async () => {
  await using first = await temporaryFolder({ 'a.txt': '1' });
  await using second = await temporaryFolder({ 'b.txt': '1' });
  const merged = await Promise.all([1, 2, 3].map(() => mergedLayers([first.path, second.path])));
  expect(new Set(merged).size).toBe(1);
  expect(readdirSync(merged[0] ?? '').sort()).toEqual(['a.txt', 'b.txt']);
});

test('a link in one layer does not lead the files of the next one out of the merged folder', async () => {
  await using outside = await temporaryFolder({ 'kept.txt': 'outside' });
  await using first = await temporaryFolder();
  await using second = await temporaryFolder({ 'lib/kept.txt': 'inside', 'file.txt': 'inside' });
  await symlink(outside.path, join(first.path, 'lib'));
  await symlink(join(outside.path, 'kept.txt'), join(first.path, 'file.txt'));
  const merged = await mergedLayers([first.path, second.path]);
  expect(readFileSync(join(outside.path, 'kept.txt'), 'utf8')).toBe('outside');
  expect(readdirSync(outside.path)).toEqual(['kept.txt']);
  expect(lstatSync(join(merged, 'lib')).isDirectory()).toBe(true);
  expect(readFileSync(join(merged, 'file.txt'), 'utf8')).toBe('inside');
});

test('a link stays a link with what it says, and what it leads to is not looked at', async () => {
  await using outside = await temporaryFolder({ 'secret/key.txt': 'outside' });
  await using first = await temporaryFolder({ 'lib/libz.so.1': 'z' });
  await using second = await temporaryFolder({ 'b.txt': '1' });
  await symlink('libz.so.1', join(first.path, 'lib/libz.so'));
  await symlink('/opt/lib', join(first.path, 'absolute'));
  await symlink(`${outside.path}/secret`, join(second.path, 'out'));
  const merged = await mergedLayers([first.path, second.path]);
  expect(readlinkSync(join(merged, 'lib/libz.so'))).toBe('libz.so.1');
  expect(readlinkSync(join(merged, 'absolute'))).toBe('/opt/lib');
  expect(lstatSync(join(merged, 'out')).isSymbolicLink()).toBe(true);
});

test('a file takes the place of a folder, and a folder that of a file', async () => {
  await using first = await temporaryFolder({ 'one/file.txt': '1', two: '1' });
  await using second = await temporaryFolder({ one: '2', 'two/file.txt': '2' });
  const merged = await mergedLayers([first.path, second.path]);
  expect(readFileSync(join(merged, 'one'), 'utf8')).toBe('2');
  expect(readFileSync(join(merged, 'two/file.txt'), 'utf8')).toBe('2');
});

test('a layer that is not there is an error', async () => {
  await using layer = await temporaryFolder();
  await mkdir(join(layer.path, 'gone'));
  await rm(join(layer.path, 'gone'), { recursive: true });
  await expect(mergedLayers([layer.path, join(layer.path, 'gone')])).rejects.toThrow(/ENOENT/);
});
