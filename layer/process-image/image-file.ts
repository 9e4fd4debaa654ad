import { readFileSync, writeFileSync } from 'node:fs';
import { BuildError } from '../build-error.ts';
import { ENTRY_BYTES, HEADER_PLACES, IMAGE_SIZES, IMAGE_SOURCES, TABLE_PLACES, WORD_KINDS } from './image-format.ts';

/** Memory of the process that was dumped, in order of address. */
export interface ImageMap {
  readonly address: bigint;
  readonly bytes: number;
  /** Where its bytes are in the image, or in the file of Node.js. */
  readonly offset: number;
  /** As mmap takes it: 1 read, 2 write, 4 execute. */
  readonly access: number;
  readonly source: number;
}

/** Numbers in the memory of an image that the launcher writes anew. */
export interface ImageWord {
  readonly address: bigint;
  readonly kind: keyof typeof WORD_KINDS;
  /** So many of 8 bytes, one after the other. */
  readonly count: number;
}

/** Pages, by their address. */
export interface ImageRange {
  readonly address: bigint;
  readonly bytes: number;
}

const ALIGNMENT = 64;
const CHECKSUM_BEGINS = 0xcbf29ce484222325n;
const CHECKSUM_FACTOR = 0x100000001b3n;
const WORD_BYTES = 8;

/** A process image as the dumper has written it, in memory; what a build adds to it is added here. */
export class ImageFile {
  readonly #path: string;
  readonly #bytes: Buffer;
  readonly maps: readonly ImageMap[];
  /** Those whose bytes are in the image. */
  readonly #stored: readonly ImageMap[];

  /** @throws BuildError when the file is no image */
  constructor(path: string) {
    this.#path = path;
    this.#bytes = readFileSync(path);
    if (this.#bytes.toString('latin1', 0, 8) !== 'SnpImage') throw new BuildError(`${path} is no process image`);
    this.maps = this.#readMaps();
    this.#stored = this.maps.filter(({ source }) => source === IMAGE_SOURCES.FROM_IMAGE);
  }

  /** How large the file is. */
  get bytes(): number {
    return this.#bytes.length;
  }

  /** Where in memory those bytes stand, at whole words; only what is written in the image is looked through. */
  find(pattern: Buffer): readonly bigint[] {
    return this.#stored.flatMap((map) => this.#findIn(map, pattern));
  }

  /** Memory, or nothing where that is not in the image. */
  read(address: bigint, bytes: number): Buffer | undefined {
    const map = this.#stored.find((one) => address >= one.address && address < one.address + BigInt(one.bytes));
    if (map === undefined) return undefined;
    const at = map.offset + Number(address - map.address);
    return at + bytes <= map.offset + map.bytes ? this.#bytes.subarray(at, at + bytes) : undefined;
  }

  /** @throws BuildError where that memory is not in the image */
  write(address: bigint, content: Buffer): void {
    const memory = this.read(address, content.length);
    if (memory === undefined) throw new BuildError(`the image has nothing at ${address.toString(16)}`);
    content.copy(memory);
  }

  /** Puts as many other letters in the place of a text, wherever it stands. */
  blank(text: string): void {
    const pattern = Buffer.from(text);
    for (const { offset, bytes } of this.#stored) {
      const memory = this.#bytes.subarray(offset, offset + bytes);
      for (let at = memory.indexOf(pattern); at >= 0; at = memory.indexOf(pattern, at)) {
        memory.fill('x', at, at + pattern.length);
      }
    }
  }

  /** Where C's `environ` is, which the launcher writes. */
  set environment(address: bigint) {
    if (this.read(address, WORD_BYTES) === undefined) {
      throw new BuildError(`the image has no variables at ${address.toString(16)}`);
    }
    this.#bytes.writeBigUInt64LE(address, HEADER_PLACES.environment);
  }

  /** Where the function is that tells which program this is; the launcher has another one in its place. */
  set nodePath(address: bigint) {
    this.#bytes.writeUInt32LE(Number(address), HEADER_PLACES.node_path);
  }

  addWords(words: readonly ImageWord[]): void {
    const entries = words.map(({ address, kind, count }) => {
      const entry = Buffer.alloc(ENTRY_BYTES.words);
      entry.writeBigUInt64LE(address);
      entry.writeUInt32LE(WORD_KINDS[kind], 8);
      entry.writeUInt32LE(count, 12);
      return entry;
    });
    this.#addTable('words', Buffer.concat(entries), words.length);
  }

  /** Pages that every start writes to. */
  addWritten(ranges: readonly ImageRange[]): void {
    const entries = ranges.map(({ address, bytes }) => {
      const entry = Buffer.alloc(ENTRY_BYTES.written);
      entry.writeBigUInt64LE(address);
      entry.writeBigUInt64LE(BigInt(bytes), 8);
      return entry;
    });
    this.#addTable('written', Buffer.concat(entries), ranges.length);
  }

  /** What was added of that. */
  get records(): Buffer {
    const at = this.#bytes.readUInt32LE(TABLE_PLACES.records);
    return this.#bytes.subarray(at, at + this.#bytes.readUInt32LE(TABLE_PLACES.records + 4));
  }

  /** What the image asks for, and what else the launcher reads; a boot file. It takes the place of what was added. */
  addRecords(records: Buffer): void {
    this.#addTable('records', records, records.length);
  }

  /** The bytes of the file, with the checksum of what was added. */
  content(): Buffer {
    const headerBytes = this.#bytes.readUInt32LE(HEADER_PLACES.header_bytes);
    this.#bytes.writeBigUInt64LE(0n, HEADER_PLACES.checksum);
    this.#bytes.writeBigUInt64LE(checksumOf(this.#bytes.subarray(0, headerBytes)), HEADER_PLACES.checksum);
    return this.#bytes;
  }

  /** Writes it in place of what was there. */
  save(): void {
    writeFileSync(this.#path, this.content());
  }

  #readMaps(): readonly ImageMap[] {
    const at = this.#bytes.readUInt32LE(TABLE_PLACES.maps);
    const count = this.#bytes.readUInt32LE(TABLE_PLACES.maps + 4);
    return Array.from({ length: count }, (_, index) => {
      const entry = this.#bytes.subarray(at + index * ENTRY_BYTES.maps);
      return {
        address: entry.readBigUInt64LE(0),
        bytes: Number(entry.readBigUInt64LE(8)),
        offset: Number(entry.readBigUInt64LE(16)),
        access: entry.readUInt32LE(24),
        source: entry.readUInt32LE(28),
      };
    });
  }

  #findIn({ address, offset, bytes }: ImageMap, pattern: Buffer): readonly bigint[] {
    const memory = this.#bytes.subarray(offset, offset + bytes);
    const found: bigint[] = [];
    for (let at = memory.indexOf(pattern); at >= 0; at = memory.indexOf(pattern, at + 1)) {
      if (at % WORD_BYTES === 0) found.push(address + BigInt(at));
    }
    return found;
  }

  #addTable(name: keyof typeof TABLE_PLACES, content: Buffer, count: number): void {
    const at = this.#bytes.readUInt32LE(HEADER_PLACES.header_bytes);
    const end = at + Math.ceil(content.length / ALIGNMENT) * ALIGNMENT;
    if (end > IMAGE_SIZES.IMAGE_PAGES_AT) throw new BuildError('the process has more parts than an image takes');
    this.#bytes.fill(0, at, end);
    content.copy(this.#bytes, at);
    this.#bytes.writeUInt32LE(at, TABLE_PLACES[name]);
    this.#bytes.writeUInt32LE(count, TABLE_PLACES[name] + 4);
    this.#bytes.writeUInt32LE(end, HEADER_PLACES.header_bytes);
  }
}

/** A number as it stands in memory. */
export function wordBytes(value: bigint): Buffer {
  const bytes = Buffer.alloc(WORD_BYTES);
  bytes.writeBigUInt64LE(value);
  return bytes;
}

/** FNV-1a over words of 8 bytes, as the launcher takes it. */
function checksumOf(content: Buffer): bigint {
  let sum = CHECKSUM_BEGINS;
  for (let at = 0; at + WORD_BYTES <= content.length; at += WORD_BYTES) {
    sum = BigInt.asUintN(64, (sum ^ content.readBigUInt64LE(at)) * CHECKSUM_FACTOR);
  }
  return sum;
}
