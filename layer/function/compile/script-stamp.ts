import { crc32 } from 'node:zlib';
import type { ScriptStamp } from '../../../runtime/file-formats/code-file.ts';

/** Tells this text of a script from all others. */
export function stampOf(script: string | Uint8Array): ScriptStamp {
  return { bytes: Buffer.byteLength(script), checksum: crc32(script) };
}
