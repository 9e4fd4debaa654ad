import { join } from 'node:path';
import { expect, test } from 'vitest';
import { unpackArchive } from '../../../../service/deployment/unpack-archive.ts';
import { ServiceError } from '../../../../service/http/service-error.ts';
import { folderContents } from '../../../support/folder-contents.ts';
import { SeededRandom } from '../../../support/seeded-random.ts';
import { temporaryFolder } from '../../../support/temporary-folder.ts';
import { unsafeKinds } from '../../../support/unsafe-archives.ts';
import { zipBytes } from '../../../support/zip-bytes.ts';

const NOT_UNZIPPED = 'Could not unzip uploaded file. Please check your file, then try to upload again.';
const AROUND = { 'in/side/kept.txt': 'kept' };
const UNTOUCHED = { in: 'folder', 'in/side': 'folder', ...AROUND };
const SEEDS = [1, 2, 3, 4, 5];

test.each(Object.entries(unsafeKinds()))('%s is refused, and nothing is written', async (_, { make, reason }) => {
  await using folder = await temporaryFolder(AROUND);
  for (const seed of SEEDS) {
    const zip = make(new SeededRandom(seed), join(folder.path, 'stolen'));
    const error = await refusal(unpackArchive(zip, join(folder.path, 'in/side/new')));
    expect(error).toMatchObject({ errorType: 'InvalidParameterValueException', status: 400 });
    expect(error.message.slice(0, NOT_UNZIPPED.length)).toBe(NOT_UNZIPPED);
    expect(error.message.slice(NOT_UNZIPPED.length)).toMatch(reason ?? /^$/);
    expect(error.message).not.toContain('\n');
    expect(folderContents(folder.path)).toEqual(UNTOUCHED);
  }
});

test('a refusal names the entry, on one line and in part if need be', async () => {
  const nameOf = async (name: string): Promise<string> =>
    (await refusal(unpackArchive(zipBytes([{ name }]), '/nowhere/new'))).message.slice(NOT_UNZIPPED.length);
  expect(await nameOf('../x')).toBe(' Entry "../x" leads out of its folder by its name.');
  expect(await nameOf('a\n"b\\')).toBe(' Entry "a\\n\\"b\\\\" has a backslash in its name.');
  expect(await nameOf(`/${'x'.repeat(5000)}`)).toMatch(/^ Entry "\/x{199}…" has an absolute path as its name\.$/);
});

test('an empty upload and an empty zip are refused in words of their own', async () => {
  for (const zip of [Buffer.alloc(0), zipBytes([])]) {
    const error = await refusal(unpackArchive(zip, '/nowhere/new'));
    expect(error.errorType).toBe('InvalidParameterValueException');
    expect(error.message).toBe('Uploaded file must be a non-empty zip');
  }
});

test('an archive that is too large itself is not even read', async () => {
  const error = await refusal(unpackArchive(Buffer.alloc(52_428_801), '/nowhere/new'));
  expect(error).toMatchObject({ errorType: 'RequestTooLargeException', status: 413 });
  expect(error.message).toBe('Zipped size must be smaller than 52428800 bytes');
});

async function refusal(unpacking: Promise<unknown>): Promise<ServiceError> {
  const error = await unpacking.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (error instanceof ServiceError) return error;
  throw new Error('not refused', { cause: error });
}
