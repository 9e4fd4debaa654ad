import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import type { Architecture } from '../build-plan.ts';
import { ElfError, OtherFormatError } from './elf-error.ts';

/** A stretch of the file and where the loader puts it in memory; of what type is `PROGRAM`'s to say. */
export interface ProgramHeader {
  readonly type: number;
  readonly offset: number;
  readonly address: number;
  readonly bytes: number;
}

/** An open ELF file: 64 bits, little-endian, as both of Lambda's architectures have it. */
export interface ElfImage extends Disposable {
  /** None for a processor that Lambda does not have. */
  readonly architecture: Architecture | undefined;
  readonly programHeaders: readonly ProgramHeader[];
  /**
   * @returns exactly that many bytes of the file
   * @throws ElfError beyond its end
   */
  read(offset: number, bytes: number): Buffer;
  /** The text at an offset, up to its zero byte. */
  text(offset: number): string;
  /** Where in the file an address of memory lies, and how many bytes of its segment follow there. */
  locate(address: number): { readonly offset: number; readonly bytes: number };
}

/** Types of program headers (gABI, "Program Header"). */
export const PROGRAM = { load: 1, dynamic: 2, interpreter: 3 } as const;

// | 7F 45 4C 46 | class 1 B | byte order 1 B | … 10 B | type 2 B | machine 2 B | … 12 B | program headers at 8 B | …
// | size of one 2 B at 54 | how many 2 B at 56 | …
const HEADER_BYTES = 64;
const ELF_MAGIC = 0x7f454c46;
const CLASS_64 = 2;
const LITTLE_ENDIAN = 1;
const TYPES = { program: 2, positionIndependent: 3 } as const;
const MACHINES: ReadonlyMap<number, Architecture> = new Map([
  [62, 'x86_64'],
  [183, 'arm64'],
]);
const PROGRAM_HEADER_BYTES = 56;
// Names of libraries and versions have a tenth of it.
const MAX_TEXT_BYTES = 256;

/**
 * Opens an ELF file and reads its headers. No read goes beyond the file or takes more memory than a header says.
 *
 * @throws ElfError when it is none
 */
export function openElf(file: string): ElfImage {
  const descriptor = openSync(file, 'r');
  try {
    const size = fstatSync(descriptor).size;
    const read = (offset: number, bytes: number): Buffer => readExactly(descriptor, size, offset, bytes);
    const header = checkedHeader(size, read);
    const programHeaders = readProgramHeaders(header, read);
    return {
      architecture: MACHINES.get(header.readUInt16LE(18)),
      programHeaders,
      read,
      text: (offset) => readText(offset, size, read),
      locate: (address) => locate(address, programHeaders),
      [Symbol.dispose]: () => closeSync(descriptor),
    };
  } catch (error) {
    closeSync(descriptor);
    throw error;
  }
}

function readExactly(descriptor: number, size: number, offset: number, bytes: number): Buffer {
  if (!Number.isSafeInteger(offset) || offset + bytes > size) throw new ElfError('this is an ELF file that is cut off');
  const content = Buffer.alloc(bytes);
  if (readSync(descriptor, content, 0, bytes, offset) < bytes) throw new ElfError('this file shrinks while it is read');
  return content;
}

function checkedHeader(size: number, read: ElfImage['read']): Buffer {
  const magic = size < HEADER_BYTES ? 0 : read(0, 4).readUInt32BE();
  if (magic !== ELF_MAGIC) throw new OtherFormatError('this is no Linux program (no ELF file)');
  const header = read(0, HEADER_BYTES);
  if (header[4] !== CLASS_64 || header[5] !== LITTLE_ENDIAN) {
    throw new OtherFormatError("this is an ELF file, but not of 64 bits and little-endian as Lambda's processors are");
  }
  const type = header.readUInt16LE(16);
  if (type === TYPES.program || type === TYPES.positionIndependent) return header;
  throw new ElfError('this is an ELF file, but neither a program nor a shared library');
}

function readProgramHeaders(header: Buffer, read: ElfImage['read']): readonly ProgramHeader[] {
  if (header.readUInt16LE(54) !== PROGRAM_HEADER_BYTES) throw new ElfError('this is an ELF file without a program');
  const table = read(fileNumber(header, 32), header.readUInt16LE(56) * PROGRAM_HEADER_BYTES);
  return Array.from({ length: table.length / PROGRAM_HEADER_BYTES }, (_, index) => {
    const entry = table.subarray(index * PROGRAM_HEADER_BYTES);
    return {
      type: entry.readUInt32LE(0),
      offset: fileNumber(entry, 8),
      address: fileNumber(entry, 16),
      bytes: fileNumber(entry, 32),
    };
  });
}

function readText(offset: number, size: number, read: ElfImage['read']): string {
  const content = read(offset, Math.max(0, Math.min(MAX_TEXT_BYTES, size - offset)));
  const end = content.indexOf(0);
  if (end < 0) throw new ElfError('this is an ELF file with a name that does not end');
  return content.toString('utf8', 0, end);
}

function locate(address: number, headers: readonly ProgramHeader[]): { offset: number; bytes: number } {
  const segment = headers.find(
    ({ type, address: start, bytes }) => type === PROGRAM.load && start <= address && address < start + bytes,
  );
  if (segment === undefined) throw new ElfError('this is an ELF file that points outside of itself');
  const inside = address - segment.address;
  return { offset: segment.offset + inside, bytes: segment.bytes - inside };
}

/** Addresses and offsets beyond 2^53 lie outside every file, and are found out there. */
export function fileNumber(content: Buffer, offset: number): number {
  return Number(content.readBigUInt64LE(offset));
}
