import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { deflateRawSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { ARCHIVE_LIMITS } from '../../../../service/deployment/archive-limits.ts';
import { planArchive } from '../../../../service/deployment/archive-plan.ts';
import { unpackArchive } from '../../../../service/deployment/unpack-archive.ts';
import { folderContents } from '../../../support/folder-contents.ts';
import { temporaryFolder } from '../../../support/temporary-folder.ts';
import { type ZipPart, zipBytes } from '../../../support/zip-bytes.ts';

// Much is written here, and the disk is shared.
const service = join(import.meta.dirname, '../../../../service');
const MB = 1_048_576;
const TOO_LARGE = {
  errorType: 'InvalidParameterValueException',
  message: /^Unzipped size must be smaller than \d+ bytes$/,
};
const BROKEN = { errorType: 'InvalidParameterValueException', message: /^Could not unzip uploaded file\. / };
const UNZIP_LIMIT = 262_144_000;

test('what says that it is too large is refused before anything is written', async () => {
  const half = { content: Buffer.alloc(UNZIP_LIMIT / 2), data: deflateRawSync(Buffer.alloc(UNZIP_LIMIT / 2)) };
  const parts = [
    { name: 'one', ...half },
    { name: 'two', ...half },
    { name: 'one byte more', content: '1' },
  ];
  await refuses(zipBytes(parts), TOO_LARGE);
  await refuses(zipBytes([{ name: 'a', size: 0xfffffffe }]), TOO_LARGE);
  await refuses(zipBytes([{ name: 'a', size: 0xffffffff, extra: size64(2n ** 63n) }]), TOO_LARGE);
});

test('the limit is the one that is given', async () => {
  await using folder = await temporaryFolder();
  const zip = zipBytes([
    { name: 'a', content: '1234' },
    { name: 'b', content: '56' },
  ]);
  const limit = (maxUnzippedBytes: number): Promise<unknown> =>
    unpackArchive(zip, join(folder.path, String(maxUnzippedBytes)), { maxUnzippedBytes });
  await expect(limit(5)).rejects.toMatchObject({ message: 'Unzipped size must be smaller than 5 bytes' });
  expect(await limit(6)).toEqual({ unzippedBytes: 6 });
  expect(Object.keys(folderContents(folder.path))).toEqual(['6', '6/a', '6/b']);
});

test('what says that it is small and is not is cut off', async () => {
  const data = deflateRawSync(Buffer.alloc(200 * MB));
  expect(data.length).toBeLessThan(MB);
  for (const size of [0, 10, MB]) await refuses(zipBytes([...smallParts(), { name: 'bomb', data, size }]), BROKEN);
  await refuses(zipBytes([{ name: 'link', mode: 0o120777, data, size: 10 }]), BROKEN);
});

test('what is as large as it may be never is in memory', async () => {
  await using folder = await temporaryFolder();
  const quarter = { content: Buffer.alloc(UNZIP_LIMIT / 4), data: deflateRawSync(Buffer.alloc(UNZIP_LIMIT / 4)) };
  writeFileSync(join(folder.path, 'archive.zip'), zipBytes(['a', 'b', 'c', 'd'].map((name) => ({ name, ...quarter }))));
  const script = `
    import { readFileSync } from 'node:fs';
    import { unpackArchive } from ${JSON.stringify(join(service, 'deployment/unpack-archive.ts'))};
    import { peakResidentBytes } from ${JSON.stringify(join(service, 'environments/process-table.ts'))};
    await unpackArchive(readFileSync('archive.zip'), 'new');
    console.log(peakResidentBytes([process.pid]));`;
  const options = { cwd: folder.path, encoding: 'utf8' } as const;
  const bytes = execFileSync(process.execPath, ['--input-type=module', '-e', script], options);
  expect(Number(bytes)).toBeGreaterThan(10 * MB);
  expect(Number(bytes)).toBeLessThan(180 * MB);
});

test('fifty thousand entries are taken, and not one more', async () => {
  const folders = (count: number): Buffer =>
    zipBytes(Array.from({ length: count }, (_, index) => ({ name: `${index}/`, method: 0 })));
  expect((await planArchive(folders(50_000), ARCHIVE_LIMITS)).folders).toHaveLength(50_000);
  await refuses(folders(50_001), { message: /has more than 50000 files, folders and links\.$/ });
});

test('a hundred thousand entries are refused, whatever number of them the end tells', async () => {
  const parts = Array.from({ length: 100_000 }, (_, index) => ({ name: `f${index}`, method: 0 }));
  const tooMany = { message: /has more than 50000 files, folders and links\.$/ };
  await refuses(zipBytes(parts, { zip64: true }), tooMany);
  await refuses(zipBytes(parts), BROKEN);
});

test('folders that only stand in names count as well', async () => {
  const parts = Array.from({ length: 200 }, (_, index) => ({ name: `${index}/${'d/'.repeat(400)}file`, method: 0 }));
  await refuses(zipBytes(parts), { message: /has more than 50000 files, folders and links\.$/ });
});

test('many names for the same bytes are refused', async () => {
  const bomb: ZipPart = { name: 'a', content: Buffer.alloc(MB) };
  const copies = Array.from({ length: 200 }, (_, index) => ({
    ...bomb,
    name: `${index}`,
    localName: 'a',
    sharedWith: 0,
  }));
  await refuses(zipBytes([bomb, ...copies]), BROKEN);
});

async function refuses(zip: Buffer, error: { readonly errorType?: string; readonly message: RegExp }): Promise<void> {
  await using folder = await temporaryFolder();
  await expect(unpackArchive(zip, join(folder.path, 'new'))).rejects.toMatchObject({
    ...error,
    message: expect.stringMatching(error.message),
  });
  expect(folderContents(folder.path)).toEqual({});
}

function smallParts(): readonly ZipPart[] {
  return Array.from({ length: 20 }, (_, index) => ({ name: `small/${index}`, content: `${index}` }));
}

/** The field that holds a size of 64 bits. */
function size64(size: bigint): Buffer {
  const field = Buffer.alloc(12);
  field.writeUInt16LE(1, 0);
  field.writeUInt16LE(8, 2);
  field.writeBigUInt64LE(size, 4);
  return field;
}
