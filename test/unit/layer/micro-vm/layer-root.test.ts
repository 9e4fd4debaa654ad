import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { libraryEntries } from '../../../../layer/micro-vm/layer-root.ts';
import { temporaryFolder } from '../../../support/temporary-folder.ts';
import { tinyElf } from '../tiny-elf.ts';

test('libraries of a program, and those that they need, are found in the folders that are named first', async () => {
  await using folder = await temporaryFolder();
  const file = (name: string): string => join(folder.path, name);
  await writeFile(file('program'), tinyElf({ machine: 183, libraries: ['libone.so', 'libtwo.so'] }));
  await writeFile(file('libone.so'), tinyElf({ machine: 183, libraries: ['libthree.so'] }));
  await writeFile(file('libtwo.so'), tinyElf({ machine: 183, libraries: ['libone.so'] }));
  await writeFile(file('libthree.so'), tinyElf({ machine: 183 }));
  const entries = libraryEntries([file('program')], 'arm64', [folder.path]);
  const files = entries.flatMap((entry) => (entry.kind === 'file' ? [[entry.path, entry.source]] : []));
  expect(Object.fromEntries(files)).toEqual({
    '/lib/libone.so': file('libone.so'),
    '/lib/libtwo.so': file('libtwo.so'),
    '/lib/libthree.so': file('libthree.so'),
  });
});

test('a library for another processor is none', async () => {
  await using folder = await temporaryFolder();
  await writeFile(join(folder.path, 'program'), tinyElf({ machine: 183, libraries: ['libone.so'] }));
  await writeFile(join(folder.path, 'libone.so'), tinyElf({ machine: 62 }));
  expect(() => libraryEntries([join(folder.path, 'program')], 'arm64', [folder.path])).toThrow(
    'there is no libone.so for arm64 on this machine (packages libc6-arm64-cross, libstdc++6-arm64-cross)',
  );
});
