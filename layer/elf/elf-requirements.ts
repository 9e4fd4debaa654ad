import type { Architecture } from '../build-plan.ts';
import { ElfError } from './elf-error.ts';
import { type ElfImage, fileNumber, openElf, PROGRAM } from './elf-image.ts';

/** What a program or a library needs of the machine that it runs on. */
export interface ElfRequirements {
  /** None for a processor that Lambda does not have. */
  readonly architecture: Architecture | undefined;
  /** Path of the dynamic loader; none for a static program and for a library. */
  readonly interpreter: string | undefined;
  /** Names such as `libc.so.6`, in the order of the file. */
  readonly libraries: readonly string[];
  /** Symbol versions that must be there, such as `GLIBC_2.28` of `libc.so.6`. */
  readonly versions: readonly RequiredVersion[];
}

/** A symbol version and the library that must define it. */
export interface RequiredVersion {
  readonly library: string;
  readonly name: string;
}

/** Entries of the dynamic section (gABI, "Dynamic Section"; the versions: LSB, "Symbol Versioning"). */
const DYNAMIC = { end: 0, needed: 1, strings: 5, versions: 0x6ffffffe, versionCount: 0x6fffffff } as const;
const DYNAMIC_ENTRY_BYTES = 16;
const VERSION_ENTRY_BYTES = 16;
// The loader only warns where such a version is missing.
const WEAK = 2;

// A program has a hundredth of it; a broken file must not cost memory or time.
const MAX_TABLE_BYTES = 1024 * 1024;
const MAX_VERSIONS = 10_000;

interface Dynamic {
  readonly needed: readonly number[];
  readonly strings: number;
  readonly versions: number | undefined;
  readonly versionCount: number;
}

/**
 * Reads from an ELF file what the dynamic loader will look for.
 *
 * @throws ElfError when it is no ELF file or a broken one
 */
export function readElfRequirements(file: string): ElfRequirements {
  using image = openElf(file);
  const { architecture, programHeaders } = image;
  const interpreter = programHeaders.find(({ type }) => type === PROGRAM.interpreter);
  const dynamic = readDynamic(image);
  return {
    architecture,
    interpreter: interpreter && image.text(interpreter.offset),
    libraries: dynamic.needed.map((offset) => nameAt(image, dynamic, offset)),
    versions: [...requiredVersions(image, dynamic)],
  };
}

function readDynamic(image: ElfImage): Dynamic {
  const header = image.programHeaders.find(({ type }) => type === PROGRAM.dynamic);
  const entries = header === undefined ? [] : [...dynamicEntries(image.read(header.offset, tableBytes(header.bytes)))];
  const value = (tag: number): number | undefined => entries.find((entry) => entry.tag === tag)?.value;
  return {
    needed: entries.filter(({ tag }) => tag === DYNAMIC.needed).map((entry) => entry.value),
    strings: value(DYNAMIC.strings) ?? 0,
    versions: value(DYNAMIC.versions),
    versionCount: value(DYNAMIC.versionCount) ?? 0,
  };
}

function* dynamicEntries(table: Buffer): Generator<{ tag: number; value: number }> {
  for (let offset = 0; offset + DYNAMIC_ENTRY_BYTES <= table.length; offset += DYNAMIC_ENTRY_BYTES) {
    const tag = fileNumber(table, offset);
    if (tag === DYNAMIC.end) return;
    yield { tag, value: fileNumber(table, offset + 8) };
  }
}

// | version 2 B | how many names 2 B | library 4 B | first name at 4 B | next library at 4 B |   (from their own start)
// | hash 4 B | flags 2 B | index 2 B | name 4 B | next name at 4 B |
function* requiredVersions(image: ElfImage, dynamic: Dynamic): Generator<RequiredVersion> {
  if (dynamic.versions === undefined) return;
  const { offset, bytes } = image.locate(dynamic.versions);
  const table = image.read(offset, Math.min(bytes, MAX_TABLE_BYTES));
  let count = 0;
  for (const libraryAt of chain(table, 0, dynamic.versionCount)) {
    const library = nameAt(image, dynamic, table.readUInt32LE(libraryAt + 4));
    const first = libraryAt + table.readUInt32LE(libraryAt + 8);
    for (const at of chain(table, first, table.readUInt16LE(libraryAt + 2))) {
      count += 1;
      if (count > MAX_VERSIONS) throw new ElfError('this is an ELF file with an endless list of versions');
      if ((table.readUInt16LE(at + 4) & WEAK) === 0) {
        yield { library, name: nameAt(image, dynamic, table.readUInt32LE(at + 8)) };
      }
    }
  }
}

/** Where the entries of a list stand in the table; each holds the distance to the next in its last four bytes. */
function* chain(table: Buffer, first: number, count: number): Generator<number> {
  let at = first;
  for (let index = 0; index < count; index += 1) {
    if (at + VERSION_ENTRY_BYTES > table.length) throw new ElfError('this is an ELF file that is cut off');
    yield at;
    const distance = table.readUInt32LE(at + 12);
    if (distance === 0) return;
    at += distance;
  }
}

function nameAt(image: ElfImage, { strings }: Dynamic, offset: number): string {
  return image.text(image.locate(strings + offset).offset);
}

function tableBytes(bytes: number): number {
  if (bytes <= MAX_TABLE_BYTES) return bytes;
  throw new ElfError('this is an ELF file with an endless dynamic section');
}
