import { HEADER_PLACES, IMAGE_SIZES, TABLE_PLACES } from '../../layer/process-image/image-format.ts';

const ALIGNMENT = 64;
const TABLES_AT = 256;
const SIGNALS = 64;
const ACTION_BYTES = 32;
const PAGE_BYTES = 4096;
const VDSO = 0x2aab_0000_0000n;
const FIRST_DESCRIPTOR = 64;
const NAME_BYTES = 40;
/** Places of the header that nobody but the launcher asks for. */
const VDSO_PLACES = { address: 72, bytes: 80 } as const;

/** What an image says of itself whose memory is a page at each of these addresses: a thread, a pipe and a file. */
export function imageHeader(addresses: readonly bigint[]): Buffer {
  const tables: Readonly<Record<keyof typeof TABLE_PLACES, readonly Buffer[]>> = {
    maps: addresses.map((address) =>
      Buffer.concat([words(address, PAGE_BYTES, IMAGE_SIZES.IMAGE_PAGES_AT), numbers(3, 1)]),
    ),
    threads: [Buffer.concat([words(0, 0), numbers(TABLES_AT, 0), Buffer.from('node'.padEnd(16, '\0'))])],
    descriptors: [
      Buffer.concat([numbers(1, FIRST_DESCRIPTOR, FIRST_DESCRIPTOR + 1, 0, 0, 0), words(1)]),
      Buffer.concat([numbers(3, FIRST_DESCRIPTOR + 2, 0xffff_ffff, 0, 0, 1), words(0)]),
    ],
    watches: [Buffer.concat([numbers(FIRST_DESCRIPTOR + 3, FIRST_DESCRIPTOR, 1, 0), words(0)])],
    vdso_functions: [Buffer.concat([words(VDSO), Buffer.from('__vdso_time'.padEnd(NAME_BYTES, '\0'))])],
    actions: Array.from({ length: SIGNALS }, () => Buffer.alloc(ACTION_BYTES)),
    words: addresses.map((address) => Buffer.concat([words(address), numbers(5, 2)])),
    written: addresses.map((address) => words(address, PAGE_BYTES)),
    records: [...Buffer.from('records')].map((byte) => Buffer.from([byte])),
    text: [...Buffer.from('x/dev/null\0')].map((byte) => Buffer.from([byte])),
  };
  const header = Buffer.alloc(TABLES_AT + IMAGE_SIZES.IMAGE_FRAME_BYTES);
  const parts = [header];
  for (const [name, entries] of Object.entries(tables)) {
    const place = TABLE_PLACES[name as keyof typeof TABLE_PLACES];
    header.writeUInt32LE(bytesOf(parts), place);
    header.writeUInt32LE(entries.length, place + 4);
    parts.push(Buffer.concat(entries), Buffer.alloc((ALIGNMENT - (bytesOf(entries) % ALIGNMENT)) % ALIGNMENT));
  }
  header.writeUInt32LE(bytesOf(parts), HEADER_PLACES.header_bytes);
  header.writeBigUInt64LE(VDSO, VDSO_PLACES.address);
  header.writeBigUInt64LE(BigInt(PAGE_BYTES), VDSO_PLACES.bytes);
  return Buffer.concat(parts);
}

function bytesOf(parts: readonly Buffer[]): number {
  return parts.reduce((sum, { length }) => sum + length, 0);
}

function words(...values: readonly (bigint | number)[]): Buffer {
  const bytes = Buffer.alloc(values.length * 8);
  for (const [index, value] of values.entries()) bytes.writeBigUInt64LE(BigInt(value), index * 8);
  return bytes;
}

function numbers(...values: readonly number[]): Buffer {
  const bytes = Buffer.alloc(values.length * 4);
  for (const [index, value] of values.entries()) bytes.writeUInt32LE(value, index * 4);
  return bytes;
}
