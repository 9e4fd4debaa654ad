import { processBinding } from './process-binding.ts';

type Checksum = (bytes: Uint8Array, before: number) => number;

let found: Checksum | undefined;

/**
 * CRC-32, by what node:zlib takes it from: with its streams that module takes 5 ms to load.
 *
 * @param before that of what comes before these bytes
 */
export function checksum(bytes: Uint8Array, before = 0): number {
  found ??= nativeChecksum() ?? process.getBuiltinModule('node:zlib').crc32;
  return found(bytes, before);
}

function nativeChecksum(): Checksum | undefined {
  const { crc32 } = processBinding('zlib') as { readonly crc32?: Checksum };
  // Asked for that of nothing it looks what the processor has for it: then it takes half the time.
  return typeof crc32 === 'function' && crc32(new Uint8Array(0), 0) === 0 ? crc32 : undefined;
}
