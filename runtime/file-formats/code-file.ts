// What V8 has compiled of a script, beside it as `index.js.cache`. Numbers are little-endian:
//
//   tag 8 B | the script: bytes 4 B, CRC-32 4 B | flags 4 B | nothing 4 B | V8's cached data …
//
// V8 takes the data as it lies there, where that begins at a multiple of eight bytes; otherwise it copies it.

/** Tells one text of a script from all others. */
export interface ScriptStamp {
  readonly bytes: number;
  /** CRC-32. */
  readonly checksum: number;
}

/** What has been compiled of a script, and what is known of that: to look for it takes as long as to compare the stamp. */
export interface CodeFile {
  readonly script: ScriptStamp;
  readonly isAscii: boolean;
  /** Whether it may call `import()`. */
  readonly imports: boolean;
  readonly code: Uint8Array;
}

// The digit counts the versions of this format.
const TAG = 'sbcode/1';
const HEADER_BYTES = 24;
const IS_ASCII = 1;
const IMPORTS = 2;

/** The bytes of the file. */
export function encodeCodeFile({ script, isAscii, imports, code }: CodeFile): Buffer {
  const header = Buffer.alloc(HEADER_BYTES);
  header.write(TAG, 'latin1');
  header.writeUInt32LE(script.bytes, 8);
  header.writeUInt32LE(script.checksum, 12);
  header.writeUInt32LE((isAscii ? IS_ASCII : 0) | (imports ? IMPORTS : 0), 16);
  return Buffer.concat([header, code]);
}

/** What the file says; undefined where it is none, or one of another version. */
export function decodeCodeFile(file: Buffer): CodeFile | undefined {
  if (file.length < HEADER_BYTES || file.toString('latin1', 0, TAG.length) !== TAG) return undefined;
  const flags = file.readUInt32LE(16);
  return {
    script: { bytes: file.readUInt32LE(8), checksum: file.readUInt32LE(12) },
    isAscii: (flags & IS_ASCII) !== 0,
    imports: (flags & IMPORTS) !== 0,
    code: file.subarray(HEADER_BYTES),
  };
}
