import { ElfError } from './elf-error.ts';
import { type ElfImage, fileNumber, openElf, PROGRAM } from './elf-image.ts';

/** Entries of the dynamic section, and of a symbol (gABI, "Dynamic Section", "Symbol Table"). */
const DYNAMIC = { end: 0, strings: 5, symbols: 6 } as const;
const DYNAMIC_ENTRY_BYTES = 16;
const SYMBOL_BYTES = 24;
// The section of a symbol that others define.
const UNDEFINED = 0;
// Node.js, which exports all of V8, has a fortieth of it in symbols.
const MAX_TABLE_BYTES = 64 * 1024 * 1024;

/**
 * Finds the dynamic symbols that a program or library defines under these names, and their addresses in it. Those that
 * it does not define are missing.
 *
 * @throws ElfError when it is no ELF file or a broken one
 */
export function definedSymbols(file: string, names: readonly string[]): ReadonlyMap<string, bigint> {
  using image = openElf(file);
  const { symbols, strings } = tablesOf(image);
  // Linkers put the names behind the symbols; what says how many there are is a hash table otherwise.
  const bytes = strings - symbols;
  if (bytes < 0 || bytes > MAX_TABLE_BYTES)
    throw new ElfError('this is an ELF file with its symbols in an unusual place');
  const table = image.read(image.locate(symbols).offset, bytes);
  const wanted = new Set(names);
  const found = new Map<string, bigint>();
  const text = readStrings(image, strings);
  for (let at = 0; at + SYMBOL_BYTES <= table.length; at += SYMBOL_BYTES) {
    const isDefined = table.readUInt16LE(at + 6) !== UNDEFINED;
    const name = isDefined ? nameAt(text, table.readUInt32LE(at), wanted) : undefined;
    if (name !== undefined) found.set(name, table.readBigUInt64LE(at + 8));
  }
  return found;
}

function tablesOf(image: ElfImage): { symbols: number; strings: number } {
  const header = image.programHeaders.find(({ type }) => type === PROGRAM.dynamic);
  if (header === undefined) return { symbols: 0, strings: 0 };
  const table = image.read(header.offset, Math.min(header.bytes, MAX_TABLE_BYTES));
  const values = new Map<number, number>();
  for (let at = 0; at + DYNAMIC_ENTRY_BYTES <= table.length; at += DYNAMIC_ENTRY_BYTES) {
    const tag = fileNumber(table, at);
    if (tag === DYNAMIC.end) break;
    values.set(tag, fileNumber(table, at + 8));
  }
  return { symbols: values.get(DYNAMIC.symbols) ?? 0, strings: values.get(DYNAMIC.strings) ?? 0 };
}

/** All that follows in their segment. */
function readStrings(image: ElfImage, strings: number): Buffer {
  const { offset, bytes } = image.locate(strings);
  return image.read(offset, Math.min(bytes, MAX_TABLE_BYTES));
}

function nameAt(text: Buffer, at: number, wanted: ReadonlySet<string>): string | undefined {
  return [...wanted].find((name) => text.toString('latin1', at, at + name.length + 1) === `${name}\0`);
}
