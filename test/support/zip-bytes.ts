import { crc32, deflateRawSync } from 'node:zlib';

/** One entry of a zip; what is left out is as it should be. */
export interface ZipPart {
  /** With `/` at its end for a folder. */
  readonly name: string | Buffer;
  readonly content?: string | Buffer;
  /** Type and permissions of Unix, such as 0o100644; left out, there are none, as on Windows. */
  readonly mode?: number;
  /** 0 stored, 8 deflated. */
  readonly method?: number;
  readonly flags?: number;
  readonly crc?: number;
  /** Size that it claims to have unzipped, of 32 bits. */
  readonly size?: number;
  /** Bytes in place of the deflated content. */
  readonly data?: Buffer;
  /** Name in front of the content, where it differs from the one in the directory. */
  readonly localName?: string;
  /** Part whose content it takes for its own, by index. */
  readonly sharedWith?: number;
  /** How far behind the beginning of that part its own header stands. */
  readonly shift?: number;
  readonly extra?: Buffer;
}

/** The end of a zip. */
export interface ZipEnd {
  /** Number of entries that it claims to have. */
  readonly count?: number;
  readonly comment?: string;
  readonly zip64?: boolean;
}

const UTF8 = 0x800;
const UNIX = 3;

/** Puts a zip together byte by byte (APPNOTE.TXT of PKWARE), also such as no program makes. */
export function zipBytes(parts: readonly ZipPart[], end: ZipEnd = {}): Buffer {
  const bodies: Buffer[] = [];
  const directory: Buffer[] = [];
  const starts: number[] = [];
  let length = 0;
  for (const part of parts) {
    const data = packed(part);
    const fields = common(part, data);
    const body = part.sharedWith === undefined ? localEntry(part, fields, data) : Buffer.alloc(0);
    const start = part.sharedWith === undefined ? length : (starts[part.sharedWith] ?? 0) + (part.shift ?? 0);
    starts.push(start);
    bodies.push(body);
    directory.push(centralEntry(part, fields, start));
    length += body.length;
  }
  const size = directory.reduce((sum, entry) => sum + entry.length, 0);
  return Buffer.concat([...bodies, ...directory, endRecord(end.count ?? parts.length, size, length, end)]);
}

function packed({ content = '', data, method = 8 }: ZipPart): Buffer {
  return data ?? (method === 8 ? deflateRawSync(content) : Buffer.from(content));
}

/** From the version that is needed to the size, which both headers have. */
function common(part: ZipPart, data: Buffer): Buffer {
  const content = Buffer.from(part.content ?? '');
  const fields = Buffer.alloc(22);
  fields.writeUInt16LE(20, 0);
  fields.writeUInt16LE(part.flags ?? (typeof part.name === 'string' ? UTF8 : 0), 2);
  fields.writeUInt16LE(part.method ?? 8, 4);
  fields.writeUInt32LE(part.crc ?? crc32(content), 10);
  fields.writeUInt32LE(data.length, 14);
  fields.writeUInt32LE(part.size ?? content.length, 18);
  return fields;
}

function localEntry(part: ZipPart, fields: Buffer, data: Buffer): Buffer {
  const name = Buffer.from(part.localName ?? part.name);
  const header = Buffer.alloc(30);
  header.writeUInt32LE(0x04034b50, 0);
  fields.copy(header, 4);
  header.writeUInt16LE(name.length, 26);
  return Buffer.concat([header, name, data]);
}

/** Program and mode stand where Info-ZIP has them. */
function centralEntry(part: ZipPart, fields: Buffer, start: number): Buffer {
  const name = Buffer.from(part.name);
  const extra = part.extra ?? Buffer.alloc(0);
  const header = Buffer.alloc(46);
  header.writeUInt32LE(0x02014b50, 0);
  header.writeUInt8(20, 4);
  header.writeUInt8(part.mode === undefined ? 0 : UNIX, 5);
  fields.copy(header, 6);
  header.writeUInt16LE(name.length, 28);
  header.writeUInt16LE(extra.length, 30);
  header.writeUInt32LE(((part.mode ?? 0) << 16) >>> 0, 38);
  header.writeUInt32LE(start, 42);
  return Buffer.concat([header, name, extra]);
}

function endRecord(count: number, size: number, start: number, { comment = '', zip64 = false }: ZipEnd): Buffer {
  const record = Buffer.alloc(22);
  record.writeUInt32LE(0x06054b50, 0);
  for (const at of [8, 10]) record.writeUInt16LE(count % 65_536, at);
  record.writeUInt32LE(size, 12);
  record.writeUInt32LE(start, 16);
  record.writeUInt16LE(Buffer.byteLength(comment), 20);
  return Buffer.concat([zip64 ? endRecord64(count, size, start) : Buffer.alloc(0), record, Buffer.from(comment)]);
}

/** The record and what tells where it is. */
function endRecord64(count: number, size: number, start: number): Buffer {
  const both = Buffer.alloc(76);
  both.writeUInt32LE(0x06064b50, 0);
  both.writeBigUInt64LE(44n, 4);
  for (const at of [24, 32]) both.writeBigUInt64LE(BigInt(count), at);
  both.writeBigUInt64LE(BigInt(size), 40);
  both.writeBigUInt64LE(BigInt(start), 48);
  both.writeUInt32LE(0x07064b50, 56);
  both.writeBigUInt64LE(BigInt(start + size), 64);
  both.writeUInt32LE(1, 72);
  return both;
}
