import type { ElfRequirements, RequiredVersion } from './elf-requirements.ts';

/** What `provided.al2023` brings: glibc 2.34 and the libraries of GCC 11. Its other libraries are not for programs. */
const LIBRARIES: ReadonlySet<string> = new Set([
  ...['libc.so.6', 'libm.so.6', 'libdl.so.2', 'libpthread.so.0', 'librt.so.1', 'libutil.so.1', 'libresolv.so.2'],
  ...['libstdc++.so.6', 'libgcc_s.so.1', 'ld-linux-x86-64.so.2', 'ld-linux-aarch64.so.1'],
]);

const INTERPRETERS: ReadonlySet<string> = new Set(['/lib64/ld-linux-x86-64.so.2', '/lib/ld-linux-aarch64.so.1']);

/** The highest version of each family of symbol versions. */
const HIGHEST: ReadonlyMap<string, string> = new Map([
  ['GLIBC', '2.34'],
  ['GLIBCXX', '3.4.29'],
  ['CXXABI', '1.3.13'],
  ['CXXABI_TM', '1'],
  ['GCC', '11'],
]);

/** Versions without a number. */
const UNNUMBERED: ReadonlySet<string> = new Set(['CXXABI_FLOAT128']);

/**
 * What a program or a library needs and Amazon Linux 2023 lacks.
 *
 * @param shipped names of libraries that the layer brings itself, not looked into here
 * @returns words that go on after its name, or undefined when nothing is missing
 */
export function lackingInAmazonLinux(needs: ElfRequirements, shipped: readonly string[]): string | undefined {
  const { interpreter, libraries } = needs;
  const missing = libraries.filter((name) => !(LIBRARIES.has(name) || shipped.includes(name)));
  const versions = needs.versions.filter(({ library }) => LIBRARIES.has(library));
  const lacking = [
    ...(interpreter === undefined || INTERPRETERS.has(interpreter) ? [] : [`${interpreter} (it has another loader)`]),
    ...missing.map((name) => `${name} (it has none)`),
    ...lackingVersions(versions),
  ];
  return lacking.length === 0 ? undefined : `it needs more than Amazon Linux 2023 has: ${lacking.join(', ')}`;
}

/** Of each family only the highest version. */
function lackingVersions(versions: readonly RequiredVersion[]): readonly string[] {
  const lacking = new Map<string, { name: string; number: string; text: string }>();
  for (const { library, name } of versions) {
    const { family, number } = splitVersion(name);
    const highest = HIGHEST.get(family);
    if (UNNUMBERED.has(name) || (highest !== undefined && compareVersions(number, highest) <= 0)) continue;
    const known = lacking.get(family);
    if (known !== undefined && compareVersions(number, known.number) <= 0) continue;
    const has = highest === undefined ? 'it has none' : `it has ${family}_${highest}`;
    lacking.set(family, { name, number, text: `${name} of ${library} (${has})` });
  }
  return [...lacking.values()].map(({ text }) => text);
}

/** `GLIBC` and `2.34` of `GLIBC_2.34`; the whole name is the family where no number follows. */
function splitVersion(name: string): { family: string; number: string } {
  const [, family = name, number = ''] = /^(.+)_(\d+(?:\.\d+)*)$/.exec(name) ?? [];
  return { family, number };
}

function compareVersions(one: string, other: string): number {
  const [left, right] = [one.split('.').map(Number), other.split('.').map(Number)];
  for (let index = 0; index < Math.max(left.length, right.length); index += 1) {
    const difference = (left[index] ?? 0) - (right[index] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}
