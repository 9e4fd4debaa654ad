import { mkdir, readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import {
  cgroupCounter,
  cgroupPids,
  readCgroupFile,
  removeCgroup,
  writeCgroupFile,
} from '../../../../service/environments/cgroup-files.ts';
import { temporaryFolder } from '../../../support/temporary-folder.ts';

test('a file that is there is read and written, another one is told to be missing', async () => {
  await using group = await temporaryFolder({ 'memory.max': 'max\n' });
  expect(readCgroupFile(group.path, 'memory.max')).toBe('max\n');
  expect(writeCgroupFile(group.path, 'memory.max', '1')).toBe(true);
  expect(await readFile(join(group.path, 'memory.max'), 'utf8')).toBe('1');
  const gone = join(group.path, 'gone');
  expect(readCgroupFile(gone, 'memory.max')).toBeUndefined();
  expect(writeCgroupFile(gone, 'memory.max', '1')).toBe(false);
});

test('a counter is what stands behind its own name', () => {
  const text = 'low 0\noom 3\noom_kill 12\nusage 5 6\n';
  expect(cgroupCounter(text, 'oom')).toBe(3);
  expect(cgroupCounter(text, 'oom_kill')).toBe(12);
  expect(cgroupCounter(text, 'kill')).toBeUndefined();
  expect(cgroupCounter(text, 'usage')).toBeUndefined();
  expect(cgroupCounter(undefined, 'oom')).toBeUndefined();
});

test('the processes of a group are those that it names', async () => {
  await using group = await temporaryFolder({ 'cgroup.procs': '12\n345\n' });
  expect(cgroupPids(group.path)).toEqual([12, 345]);
  expect(cgroupPids(join(group.path, 'gone'))).toEqual([]);
});

test('an empty group is removed, and one that is gone is no fault', async () => {
  await using place = await temporaryFolder({ 'other/kept': '' });
  const group = join(place.path, 'group');
  await mkdir(group);
  await removeCgroup(group);
  expect(await readdir(place.path)).toEqual(['other']);
  await removeCgroup(group);
});

test('a group that cannot be removed is told', async () => {
  await using group = await temporaryFolder({ 'in/it': '' });
  await expect(removeCgroup(group.path)).rejects.toThrow(`${group.path}: a process in this group cannot be killed`);
});
