import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { readCpio, writeCpio } from '../../../../layer/micro-vm/cpio.ts';
import { seededBytes } from '../../../support/seeded-bytes.ts';
import { temporaryFolder } from '../../../support/temporary-folder.ts';

test('an archive gives back what was put into it, whatever the length of names and files', async () => {
  await using folder = await temporaryFolder();
  const archive = join(folder.path, 'archive');
  const files = [0, 1, 2, 3, 4, 5, 1000].map((bytes) => ({ path: `/${'n'.repeat(bytes % 7)}${bytes}`, bytes }));
  await writeCpio(
    archive,
    files.map(({ path, bytes }) => ({ kind: 'data', path, data: Buffer.alloc(bytes, path) })),
  );
  const found = await readCpio(archive);
  expect([...(found ?? [])]).toEqual(files.map(({ path, bytes }) => [path.slice(1), Buffer.alloc(bytes, path)]));
});

test('a large file is copied whole', async () => {
  await using folder = await temporaryFolder();
  const archive = join(folder.path, 'archive');
  const source = join(folder.path, 'source');
  const content = Buffer.from(seededBytes(7, 0, 3 * 2 ** 20 + 1));
  await writeFile(source, content);
  await writeCpio(archive, [{ kind: 'file', path: '/a/copy', source }]);
  expect((await readCpio(archive))?.get('a/copy')?.equals(content)).toBe(true);
});

test('an archive without its end, at whatever byte it was cut, is none', async () => {
  await using folder = await temporaryFolder();
  const archive = join(folder.path, 'archive');
  await writeCpio(archive, [
    { kind: 'data', path: '/a', data: 'some text' },
    { kind: 'data', path: '/b', data: '' },
  ]);
  const whole = await readFile(archive);
  const cut = join(folder.path, 'cut');
  // What fills up behind the end is not missed.
  for (let bytes = 0; bytes < whole.lastIndexOf('TRAILER!!!') + 10; bytes++) {
    await writeFile(cut, whole.subarray(0, bytes));
    expect(await readCpio(cut), `cut at ${bytes}`).toBeUndefined();
  }
  await writeFile(cut, Buffer.concat([whole, Buffer.alloc(5000)]));
  expect((await readCpio(cut))?.size).toBe(2);
});

test('numbers that lead out of the file are not followed', async () => {
  await using folder = await temporaryFolder();
  const archive = join(folder.path, 'archive');
  await writeCpio(archive, [{ kind: 'data', path: '/a', data: 'some text' }]);
  const whole = await readFile(archive);
  for (const number of ['FFFFFFFF', 'zzzzzzzz', '        ']) {
    // Of the size of the file, and of its name.
    for (const at of [54, 94]) {
      const broken = Buffer.from(whole);
      broken.write(number, at, 'latin1');
      await writeFile(archive, broken);
      expect(await readCpio(archive), `${number} at ${at}`).toBeUndefined();
    }
  }
});
