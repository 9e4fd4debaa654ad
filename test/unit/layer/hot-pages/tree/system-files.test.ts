import { chmod } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { fileTree } from '../../../../../layer/hot-pages/tree/file-tree.ts';
import { systemFiles } from '../../../../../layer/hot-pages/tree/system-files.ts';
import { temporaryFolder } from '../../../../support/temporary-folder.ts';

test('a program needs its libraries, the dynamic linker and what those lead to', async () => {
  const files = await systemFiles(fileTree([process.execPath], ''));
  const names = files.map((file) => file.slice(file.lastIndexOf('/') + 1));
  expect(names).toEqual(expect.arrayContaining(['libc.so.6', 'libstdc++.so.6', 'sh']));
  expect(names.some((name) => name.startsWith('ld-linux'))).toBe(true);
  expect(new Set(files).size).toBe(files.length);
});

test('a script needs the program that runs it, and what env would find for it', async () => {
  await using folder = await temporaryFolder({
    plain: '#!/bin/cat\n',
    'by-env': '#!/usr/bin/env -S LC_ALL=C sort -u\n',
    'not-a-program': '#!/no/such/program\n',
  });
  await chmod(join(folder.path, 'not-a-program'), 0o644);
  const files = await systemFiles(fileTree([folder.path], ''));
  expect(files).toEqual(expect.arrayContaining(['/bin/cat', '/usr/bin/env', '/usr/bin/sort']));
  expect(files).not.toContain('/no/such/program');
});
