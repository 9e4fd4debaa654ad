import { ElfError } from './elf-error.ts';
import { type ElfImage, fileNumber } from './elf-image.ts';

/** A named stretch of an ELF file. */
export interface ElfSection {
  readonly offset: number;
  readonly bytes: number;
}

// Of the header: | section headers at 8 B at 40 | … | size of one 2 B at 58 | how many 2 B at 60 | which has the names 2 B |
const HEADER_BYTES = 64;
const SECTION_HEADER_BYTES = 64;
// | name 4 B | type 4 B | flags 8 B | address 8 B | offset 8 B | bytes 8 B | … (gABI, "Section Header")
interface SectionHeader extends ElfSection {
  readonly name: number;
}

/**
 * Finds a section by its name.
 *
 * @throws ElfError where there is none
 */
export function sectionNamed(image: ElfImage, name: string): ElfSection {
  const headers = sectionHeaders(image);
  const names = headers[image.read(0, HEADER_BYTES).readUInt16LE(62)];
  const found = names && headers.find((header) => image.text(names.offset + header.name) === name);
  if (found === undefined) throw new ElfError(`this is an ELF file without a section ${name}`);
  return { offset: found.offset, bytes: found.bytes };
}

function sectionHeaders(image: ElfImage): readonly SectionHeader[] {
  const header = image.read(0, HEADER_BYTES);
  if (header.readUInt16LE(58) !== SECTION_HEADER_BYTES) return [];
  const table = image.read(fileNumber(header, 40), header.readUInt16LE(60) * SECTION_HEADER_BYTES);
  return Array.from({ length: table.length / SECTION_HEADER_BYTES }, (_, index) => {
    const entry = table.subarray(index * SECTION_HEADER_BYTES);
    return { name: entry.readUInt32LE(0), offset: fileNumber(entry, 24), bytes: fileNumber(entry, 32) };
  });
}
