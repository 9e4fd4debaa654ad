import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { unpackArchive } from '../../../../service/deployment/unpack-archive.ts';
import { ServiceError } from '../../../../service/http/service-error.ts';
import { folderContents } from '../../../support/folder-contents.ts';
import { SeededRandom } from '../../../support/seeded-random.ts';
import { temporaryFolder } from '../../../support/temporary-folder.ts';
import { zipBytes } from '../../../support/zip-bytes.ts';

// Much is written here, and the disk is shared.
const DAMAGES: readonly ((zip: Buffer, random: SeededRandom) => Buffer)[] = [
  flipBits,
  flipBits,
  (zip, random) => spliced(zip, random, random.below(20), Buffer.alloc(0)),
  (zip, random) => spliced(zip, random, 0, random.bytes(1 + random.below(20))),
  (zip, random) => {
    const length = 1 + random.below(8);
    return spliced(
      zip,
      random,
      length,
      random.pick([random.bytes(length), Buffer.alloc(length, random.pick([0, 255]))]),
    );
  },
  (zip, random) => spliced(zip, random, 0, zip.subarray(random.below(zip.length), zip.length)),
  (zip, random) => zip.subarray(0, random.below(zip.length)),
];

test.each([false, true])('a zip that is damaged gives the same files or none (of 64 bits: %s)', async (zip64) => {
  const random = new SeededRandom(7);
  const whole = goodZip(random, zip64);
  await using folder = await temporaryFolder();
  const expected = await outcome(whole, folder.path);
  expect(expected).toHaveProperty('new/lib/ö.txt');
  let refused = 0;
  for (let round = 0; round < 300; round += 1) {
    const found = await outcome(random.pick(DAMAGES)(whole, random), folder.path);
    if (found instanceof ServiceError) refused += 1;
    else expect(found).toEqual(expected);
    expect(folderContents(folder.path)).toEqual({});
  }
  // Some bytes mean nothing, such as times.
  expect(refused).toBeGreaterThan(150);
});

/** What it has written, which is then removed, or why it has not. */
async function outcome(zip: Buffer, parent: string): Promise<unknown> {
  try {
    await unpackArchive(zip, join(parent, 'new'));
  } catch (error) {
    if (error instanceof ServiceError) return error;
    throw error;
  }
  const contents = folderContents(parent);
  await rm(join(parent, 'new'), { recursive: true });
  return contents;
}

/** Nothing in a zip proves its modes: a file may become a link, but to nothing else than what was in the file. */
function goodZip(random: SeededRandom, zip64: boolean): Buffer {
  const parts = [
    { name: 'index.mjs', content: random.text(500), mode: 0o100644 },
    { name: 'bin/', mode: 0o040755 },
    { name: 'bin/run', content: '#!/bin/sh', mode: 0o100755, method: 0 },
    { name: 'lib/ö.txt', content: random.text(9).repeat(200), mode: 0o100644 },
    { name: 'lib/link', content: '../bin/run', mode: 0o120777 },
    { name: 'empty', mode: 0o100644 },
    { name: 'last', content: random.text(90), mode: 0o100644 },
  ];
  return zipBytes(parts, { zip64, comment: 'good' });
}

function flipBits(zip: Buffer, random: SeededRandom): Buffer {
  const flipped = Buffer.from(zip);
  for (let count = 1 + random.below(4); count > 0; count -= 1) {
    const at = random.below(zip.length);
    flipped.writeUInt8(flipped.readUInt8(at) ^ (1 << random.below(8)), at);
  }
  return flipped;
}

/** Takes some bytes out somewhere and puts others there. */
function spliced(zip: Buffer, random: SeededRandom, removed: number, added: Buffer): Buffer {
  const at = random.below(zip.length - removed + 1);
  return Buffer.concat([zip.subarray(0, at), added, zip.subarray(at + removed)]);
}
