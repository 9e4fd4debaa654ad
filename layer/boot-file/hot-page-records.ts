import type { HotFile, HotPages, HotRange } from '../hot-pages/hot-pages.ts';
import type { BootRecord } from './boot-file.ts';
import { BOOT_SIZES, HOT_PLACES } from './boot-format.ts';

const PLACES = { layer: HOT_PLACES.IN_LAYER, task: HOT_PLACES.IN_TASK, library: HOT_PLACES.OF_SYSTEM } as const;
// What two bytes can count.
const MAX_PAGES = 0xffff;

/**
 * What the launcher has read: the files, and their pages in the order in which they are needed. Files beyond those that it
 * has room for are left out, which are the ones that are needed last.
 */
export function hotPageRecords({ files, ranges }: HotPages): readonly BootRecord[] {
  const pieces = ranges.filter(({ file }) => file < BOOT_SIZES.MAX_HOT_FILES).flatMap(inPieces);
  return [
    ...files.slice(0, BOOT_SIZES.MAX_HOT_FILES).map(fileRecord),
    { kind: 'HOT_RANGES', content: Buffer.concat(pieces.map(rangeBytes)) },
  ];
}

function fileRecord({ place, name, bytes }: HotFile): BootRecord {
  const header = Buffer.alloc(BOOT_SIZES.HOT_FILE_HEADER_BYTES);
  header.writeUInt8(PLACES[place]);
  header.writeBigUInt64LE(BigInt(bytes), 1);
  return { kind: 'HOT_FILE', content: Buffer.concat([header, Buffer.from(`${name}\0`)]) };
}

function inPieces({ file, firstPage, pages }: HotRange): readonly HotRange[] {
  const count = Math.ceil(pages / MAX_PAGES);
  return Array.from({ length: count }, (_, index) => {
    const start = index * MAX_PAGES;
    return { file, firstPage: firstPage + start, pages: Math.min(MAX_PAGES, pages - start) };
  });
}

function rangeBytes({ file, firstPage, pages }: HotRange): Buffer {
  const bytes = Buffer.alloc(BOOT_SIZES.HOT_RANGE_BYTES);
  bytes.writeUInt16LE(file);
  bytes.writeUInt16LE(pages, 2);
  bytes.writeUInt32LE(firstPage, 4);
  return bytes;
}
