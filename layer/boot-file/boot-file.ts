import { BOOT_MAGIC, BOOT_SIZES, RECORD_KINDS } from './boot-format.ts';

/** One thing that the launcher is told. */
export interface BootRecord {
  readonly kind: keyof typeof RECORD_KINDS;
  readonly content: Buffer;
}

/** A file as the launcher reads it. */
export function bootFile(records: readonly BootRecord[]): Buffer {
  const content = Buffer.concat(records.map(recordBytes));
  const header = Buffer.alloc(BOOT_SIZES.BOOT_HEADER_BYTES);
  header.write(BOOT_MAGIC, 'latin1');
  header.writeUInt32LE(BOOT_SIZES.BOOT_FORMAT, BOOT_MAGIC.length);
  header.writeUInt32LE(content.length, BOOT_MAGIC.length + 4);
  return Buffer.concat([header, content]);
}

/** A file with more records behind those that it has. */
export function withRecords(file: Buffer, records: readonly BootRecord[]): Buffer {
  const { BOOT_HEADER_BYTES } = BOOT_SIZES;
  const more = bootFile(records);
  const content = Buffer.concat([file.subarray(BOOT_HEADER_BYTES), more.subarray(BOOT_HEADER_BYTES)]);
  const header = Buffer.from(more.subarray(0, BOOT_HEADER_BYTES));
  header.writeUInt32LE(content.length, BOOT_MAGIC.length + 4);
  return Buffer.concat([header, content]);
}

/** A record whose content is texts, each with its zero byte. */
export function textRecord(kind: BootRecord['kind'], ...texts: readonly string[]): BootRecord {
  return { kind, content: Buffer.from(texts.map((text) => `${text}\0`).join('')) };
}

function recordBytes({ kind, content }: BootRecord): Buffer {
  const header = Buffer.alloc(BOOT_SIZES.RECORD_HEADER_BYTES);
  header.writeUInt32LE(RECORD_KINDS[kind]);
  header.writeUInt32LE(content.length, 4);
  return Buffer.concat([header, content]);
}
