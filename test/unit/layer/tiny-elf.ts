/** What a tiny ELF file should hold; without anything it is a program for x86_64 that needs nothing. */
export interface TinyElf {
  /** Number of a processor: 62 is x86_64, 183 arm64, 243 RISC-V. */
  readonly machine?: number;
  /** 1 is an object file, 2 a program, 3 a shared library or a program that can lie anywhere. */
  readonly type?: number;
  readonly interpreter?: string;
  readonly libraries?: readonly string[];
  /** Names of symbol versions by library. */
  readonly versions?: Readonly<Record<string, readonly string[]>>;
  /** Versions among them that need not be there. */
  readonly weak?: readonly string[];
}

const HEADER = 64;
const PROGRAM_HEADER = 56;
// An address is not an offset: a reader that mixes them up finds nothing.
const BASE = 0x40_0000;

/** Writes an ELF file of a few hundred bytes with nothing in it but what the dynamic loader looks at. */
export function tinyElf(elf: TinyElf = {}): Buffer {
  const strings = new Strings();
  const needed = (elf.libraries ?? []).map((name) => strings.add(name));
  const versions = versionTable(elf, strings);
  const interpreter = Buffer.from(`${elf.interpreter ?? ''}\0`);
  const stringsAt = HEADER + 3 * PROGRAM_HEADER;
  const text = strings.content();
  const versionsAt = stringsAt + text.length;
  const interpreterAt = versionsAt + versions.length;
  const dynamicAt = interpreterAt + interpreter.length;
  const dynamic = dynamicSection([
    ...needed.map((offset) => [1, offset] as const),
    [5, BASE + stringsAt],
    [0x6ffffffe, BASE + versionsAt],
    [0x6fffffff, Object.keys(elf.versions ?? {}).length],
    [0, 0],
  ]);
  return Buffer.concat([
    header(elf),
    programHeader(1, 0, dynamicAt + dynamic.length),
    programHeader(2, dynamicAt, dynamic.length),
    programHeader(elf.interpreter === undefined ? 0 : 3, interpreterAt, interpreter.length),
    text,
    versions,
    interpreter,
    dynamic,
  ]);
}

class Strings {
  #text = '\0';

  add(text: string): number {
    const offset = this.#text.length;
    this.#text += `${text}\0`;
    return offset;
  }

  content(): Buffer {
    return Buffer.from(this.#text);
  }
}

function header({ machine = 62, type = 3 }: TinyElf): Buffer {
  const content = Buffer.alloc(HEADER);
  content.writeUInt32BE(0x7f454c46, 0);
  content.set([2, 1, 1], 4);
  content.writeUInt16LE(type, 16);
  content.writeUInt16LE(machine, 18);
  content.writeBigUInt64LE(BigInt(HEADER), 32);
  content.writeUInt16LE(PROGRAM_HEADER, 54);
  content.writeUInt16LE(3, 56);
  return content;
}

function programHeader(type: number, offset: number, bytes: number): Buffer {
  const content = Buffer.alloc(PROGRAM_HEADER);
  content.writeUInt32LE(type, 0);
  content.writeBigUInt64LE(BigInt(offset), 8);
  content.writeBigUInt64LE(BigInt(BASE + offset), 16);
  content.writeBigUInt64LE(BigInt(bytes), 32);
  return content;
}

function dynamicSection(entries: readonly (readonly [tag: number, value: number])[]): Buffer {
  const content = Buffer.alloc(entries.length * 16);
  for (const [index, [tag, value]] of entries.entries()) {
    content.writeBigUInt64LE(BigInt(tag), index * 16);
    content.writeBigUInt64LE(BigInt(value), index * 16 + 8);
  }
  return content;
}

function versionTable({ versions = {}, weak = [] }: TinyElf, strings: Strings): Buffer {
  const libraries = Object.entries(versions);
  const tables = libraries.map(([library, names], index) => {
    const content = Buffer.alloc(16 + names.length * 16);
    content.writeUInt16LE(1, 0);
    content.writeUInt16LE(names.length, 2);
    content.writeUInt32LE(strings.add(library), 4);
    content.writeUInt32LE(16, 8);
    content.writeUInt32LE(index === libraries.length - 1 ? 0 : content.length, 12);
    for (const [position, name] of names.entries()) {
      const at = 16 + position * 16;
      content.writeUInt16LE(weak.includes(name) ? 2 : 0, at + 4);
      content.writeUInt32LE(strings.add(name), at + 8);
      content.writeUInt32LE(position === names.length - 1 ? 0 : 16, at + 12);
    }
    return content;
  });
  return Buffer.concat(tables);
}
