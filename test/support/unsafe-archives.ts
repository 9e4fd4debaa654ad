import { crc32, deflateRawSync } from 'node:zlib';
import type { SeededRandom } from './seeded-random.ts';
import { type ZipPart, zipBytes } from './zip-bytes.ts';

/** A kind of zip that is refused. */
export interface UnsafeKind {
  /**
   * @param outside an absolute path that nothing may be written to
   */
  make(random: SeededRandom, outside: string): Buffer;
  /** What is said besides Lambda's own words; left out, nothing is. */
  readonly reason?: RegExp;
}

/** All kinds, by what is wrong with them. */
export function unsafeKinds(): Readonly<Record<string, UnsafeKind>> {
  return { ...unsafeNames(), ...unsafeLinks(), ...unsafeEntries(), ...unsafeTogether(), ...brokenZips() };
}

const LINK = 0o120777;
const FILE = 0o100644;

function unsafeNames(): Record<string, UnsafeKind> {
  const reason = /leads out of its folder by its name/;
  return {
    'a name that climbs': { make: among((random) => file(`${climb(random)}stolen`)), reason },
    'a name that climbs on its way': { make: among((random) => file(`a/${climb(random)}../stolen`)), reason },
    'a name that climbs and comes back': { make: among(() => file('a/../b')), reason },
    'a folder that climbs': { make: among((random) => ({ name: `${climb(random)}stolen/`, mode: 0o40755 })), reason },
    'a name that is two dots': { make: among(() => file('..')), reason },
    'an absolute name': { make: among((_, outside) => file(outside)), reason: /absolute path/ },
    'the root': { make: among(() => ({ name: '/' })), reason: /absolute path/ },
    'a name with backslashes': {
      make: among((random) => file(random.pick(['..\\stolen', 'a\\b', '\\stolen', '\\\\host\\share']))),
      reason: /backslash/,
    },
    'a name with a drive': {
      make: among((random) => file(random.pick(['C:stolen', 'c:/stolen', 'Z:']))),
      reason: /drive letter/,
    },
    'a name with a NUL byte': { make: among(() => file('index.mjs\0.png')), reason: /NUL byte/ },
    'an empty name': { make: among(() => file('')), reason: /has no name/ },
    'a part of a name that no disk takes': { make: among(() => file('é'.repeat(130))), reason: /too long/ },
    'a name that no system takes': { make: among(() => file('deep/'.repeat(500).concat('file'))), reason: /too long/ },
    'a name that climbs in the field for Unicode names': {
      make: among(() => ({ ...file('harmless'), extra: unicodePath('harmless', '../stolen') })),
      reason,
    },
  };
}

function unsafeLinks(): Record<string, UnsafeKind> {
  const below = /needs a folder where a link is|is where a folder is/;
  const climbs = /link that leads out of its folder/;
  const through = (links: Readonly<Record<string, string>>): UnsafeKind['make'] =>
    together((random) =>
      shuffled(
        random,
        Object.entries(links).map(([name, target]) => link(name, target)),
      ),
    );
  return {
    'a link to an absolute path': { make: among((_, outside) => link('link', outside)), reason: /absolute path/ },
    'a link that climbs': { make: among((random) => link('a/link', `../${climb(random)}stolen`)), reason: climbs },
    'a link to the folder above': { make: among(() => link('link', '..')), reason: climbs },
    'a link that climbs where nothing is': { make: among(() => link('link', 'none/../../stolen')), reason: climbs },
    'a link that climbs from a file': {
      make: together(() => [file('a'), link('link', 'a/../../stolen')]),
      reason: climbs,
    },
    'a link that climbs behind another': {
      make: through({ 'a/b/up': '../..', out: 'a/b/up/../stolen' }),
      reason: climbs,
    },
    'a link that climbs behind a chain': {
      make: through({ 'a/one': '../b/two', 'b/two': '../a', out: 'a/one/../../stolen' }),
      reason: climbs,
    },
    'links in a circle': { make: through({ a: 'b', b: 'c', c: 'a' }), reason: /in a circle/ },
    'a link to itself': { make: through({ a: 'a/b' }), reason: /in a circle/ },
    'a chain of links beyond what systems follow': {
      make: through(Object.fromEntries(Array.from({ length: 200 }, (_, index) => [`l${index}`, `l${index + 1}`]))),
      reason: /too many/,
    },
    'links that double at every step': { make: together(() => doubling(30)), reason: /too many/ },
    'a link to nothing': { make: among(() => link('link', '')), reason: /no path/ },
    'a link to a path with a NUL byte': { make: among(() => link('link', 'a\0b')), reason: /no path/ },
    'a link to a path that is no text': {
      make: among(() => ({ name: 'link', mode: LINK, content: Buffer.from([0xff, 0xfe]) })),
      reason: /no path/,
    },
    'a link to a path that is too long': { make: among(() => link('link', 'a/'.repeat(600))), reason: /too long/ },
    'a file below a link': {
      make: together((random, outside) => shuffled(random, [link('a', outside), file('a/stolen')])),
      reason: below,
    },
    'a folder below a link that stays inside': {
      make: together((random) => shuffled(random, [{ name: 'b/', mode: 0o40755 }, link('a', 'b'), { name: 'a/c/' }])),
      reason: below,
    },
    'a link below a link': {
      make: together((random) => shuffled(random, [link('a', 'b'), link('a/stolen', 'c')])),
      reason: below,
    },
  };
}

function unsafeEntries(): Record<string, UnsafeKind> {
  return {
    'a device, a pipe, a socket': {
      make: among((random) => ({
        name: 'node',
        mode: random.pick([0o020666, 0o060660, 0o010644, 0o140755, 0o030000]),
      })),
      reason: /neither a file nor a folder nor a link/,
    },
    'an encrypted entry': { make: among(() => ({ ...file('secret'), flags: 1 })), reason: /is encrypted/ },
    'an entry that is packed otherwise': {
      make: among((random) => ({
        ...file('file'),
        method: random.pick([1, 9, 12, 14, 93, 99]),
        data: random.bytes(9),
      })),
      reason: /neither stored nor deflated/,
    },
    'a folder with content': { make: among(() => ({ name: 'folder/', content: 'x' })), reason: /folder with content/ },
    'a folder by its mode alone': {
      make: among(() => ({ name: 'folder', mode: 0o40755 })),
      reason: /folder by its mode/,
    },
    'a link with the name of a folder': { make: among(() => ({ name: 'a/', mode: LINK })), reason: /something else/ },
  };
}

function unsafeTogether(): Record<string, UnsafeKind> {
  const twice = /is there twice/;
  return {
    'a name twice': { make: together(() => [file('a'), file('a', 'other')]), reason: twice },
    'a name twice, written otherwise': { make: together(() => [file('a/b'), file('./a//b')]), reason: twice },
    'a folder twice': { make: together(() => [{ name: 'a/' }, { name: 'a/' }]), reason: twice },
    'a file and a link of one name': { make: together(() => [file('a'), link('a', 'b')]), reason: twice },
    'a file where a folder is needed': {
      make: together((random) => shuffled(random, [file('a'), file('a/b')])),
      reason: /needs a folder where a file is|is where a folder is/,
    },
    'a file where a folder is': {
      make: together((random) => shuffled(random, [file('a'), { name: 'a/' }])),
      reason: /needs a folder where a file is|is where a folder is/,
    },
    'entries that share bytes': {
      make: (random) => zipBytes([file('a', random.text(50)), { ...file('a'), sharedWith: 0 }]),
      // Of one name, since programs also compare the names.
      reason: /shares bytes with others/,
    },
    'an entry that goes on into the next': { make: intoTheNext, reason: /shares bytes with others/ },
    'an entry that goes on into the directory': { make: intoTheDirectory, reason: /shares bytes with others/ },
  };
}

function brokenZips(): Record<string, UnsafeKind> {
  return {
    'bytes that are no zip': { make: (random) => random.bytes(1 + random.below(500)) },
    'a zip that breaks off': { make: (random) => sample(random).subarray(0, -1 - random.below(200)) },
    'a zip that begins too late': { make: (random) => sample(random).subarray(1 + random.below(30)) },
    'a zip with something behind it': { make: (random) => Buffer.concat([sample(random), random.bytes(9)]) },
    'a wrong checksum': { make: among((random) => ({ ...file('file'), crc: random.below(2 ** 31) })) },
    'a wrong checksum of a link': { make: among((random) => ({ ...link('link', 'a'), crc: random.below(2 ** 31) })) },
    'content that does not inflate': { make: among((random) => ({ ...file('file'), data: badDeflate(random) })) },
    'content that breaks off': {
      make: among((random) => ({ ...file('file', 'x'), data: deflateRawSync(random.text(300)).subarray(0, 90) })),
    },
    'a size that is too small': { make: among((random) => ({ ...file('file', random.text(90)), size: 80 })) },
    'a size that is too large': { make: among((random) => ({ ...file('file', random.text(90)), size: 100 })) },
    'a stored size that is wrong': { make: among(() => ({ ...file('file', 'text'), method: 0, size: 3 })) },
    'two names for one entry': { make: among(() => ({ ...file('harmless'), localName: '../stole' })) },
    'fewer entries than there are': { make: (random) => zipBytes(sampleParts(random), { count: 1 }) },
    'an entry that takes the end for its comment': { make: intoTheEnd },
    'more entries than there are': { make: (random) => zipBytes(sampleParts(random), { count: 40_000 }) },
    'more entries than that, by 64 bits': {
      make: (random) => zipBytes(sampleParts(random), { count: 40_000, zip64: true }),
    },
  };
}

/** One bad entry somewhere among good ones. */
function among(bad: (random: SeededRandom, outside: string) => ZipPart): UnsafeKind['make'] {
  return together((random, outside) => [bad(random, outside)]);
}

/** Bad entries, in their order, somewhere among good ones. */
function together(bad: (random: SeededRandom, outside: string) => readonly ZipPart[]): UnsafeKind['make'] {
  return (random, outside) => {
    const good = sampleParts(random);
    return zipBytes(good.toSpliced(random.below(good.length + 1), 0, ...bad(random, outside)));
  };
}

/** Files with names that none of the bad ones has. */
function sampleParts(random: SeededRandom): readonly ZipPart[] {
  return Array.from({ length: 2 + random.below(4) }, (_, index) => ({
    ...file(`good/${index}.txt`, random.text(random.below(200))),
    method: random.pick([0, 8]),
  }));
}

function sample(random: SeededRandom): Buffer {
  return zipBytes(sampleParts(random));
}

function file(name: string, content = 'content'): ZipPart {
  return { name, content, mode: FILE };
}

function link(name: string, target: string): ZipPart {
  return { name, content: target, mode: LINK };
}

/** Each leads twice through the next one, and the last to the folder itself. */
function doubling(steps: number): readonly ZipPart[] {
  const links = Array.from({ length: steps }, (_, index) => link(`l${index}`, `l${index + 1}/l${index + 1}`));
  return [...links, link(`l${steps}`, '.')];
}

function climb(random: SeededRandom): string {
  return '../'.repeat(1 + random.below(5));
}

function shuffled<T>(random: SeededRandom, values: readonly T[]): readonly T[] {
  return values
    .map((value) => ({ value, rank: random.below(1000) }))
    .toSorted((a, b) => a.rank - b.rank)
    .map(({ value }) => value);
}

/** A block of a type that there is none of. */
function badDeflate(random: SeededRandom): Buffer {
  return Buffer.concat([Buffer.from([0x07]), random.bytes(20)]);
}

function unicodePath(name: string, other: string): Buffer {
  const path = Buffer.from(other);
  const field = Buffer.alloc(9);
  field.writeUInt16LE(0x7075, 0);
  field.writeUInt16LE(5 + path.length, 2);
  field.writeUInt8(1, 4);
  field.writeUInt32LE(crc32(name), 5);
  return Buffer.concat([field, path]);
}

/** A stored entry whose content holds the second one with its header: both are read in full, and from the same bytes. */
function intoTheNext(random: SeededRandom): Buffer {
  const text = random.text(40);
  const inner = zipBytes([{ ...file('inner', text), method: 0 }]).subarray(0, 30 + 'inner'.length + text.length);
  return zipBytes([
    { ...file('outer'), content: inner, method: 0 },
    { ...file('inner', text), method: 0, sharedWith: 0, shift: 30 + 'outer'.length },
  ]);
}

/** A stored entry whose size takes it into the directory. */
function intoTheDirectory(random: SeededRandom): Buffer {
  const text = random.text(40);
  const zip = zipBytes([{ ...file('file', text), method: 0 }]);
  const directory = 30 + 'file'.length + text.length;
  const size = text.length + 1 + random.below(20);
  for (const at of [20, 24]) zip.writeUInt32LE(size, directory + at);
  return zip;
}

/** The last entry of the directory ends at most three bytes before the zip does. */
function intoTheEnd(random: SeededRandom): Buffer {
  const zip = sample(random);
  const last = zip.lastIndexOf(Buffer.from('PK\x01\x02'));
  zip.writeUInt16LE(22 - random.below(4), last + 32);
  return zip;
}
