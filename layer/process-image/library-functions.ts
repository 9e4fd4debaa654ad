import { BuildError } from '../build-error.ts';
import { definedSymbols } from '../elf/elf-symbols.ts';
import { type ImageFile, wordBytes } from './image-file.ts';
import { LAUNCHER_FUNCTIONS } from './image-format.ts';

/** Jumps to an address of 8 bytes that follows the code, by architecture. */
const JUMPS = {
  // movabs $address, %rax; jmp *%rax
  x86_64: (to: bigint): Buffer => Buffer.concat([Buffer.from([0x48, 0xb8]), wordBytes(to), Buffer.from([0xff, 0xe0])]),
  // ldr x16, 8 bytes on; br x16; the address
  arm64: (to: bigint): Buffer => Buffer.concat([Buffer.from('50000058' + '00021fd6', 'hex'), wordBytes(to)]),
} as const;

const LIBRARY = /\/libc\.so\.6$/;

/** A program or library as a process has it in memory: its path there, and where the first byte of its file is. */
interface Loaded {
  readonly path: string;
  readonly address: bigint;
}

/**
 * Has the functions of the C library that give up or move memory jump to those of the launcher, and notes where C keeps
 * the variables, and where the program asks for its own path.
 *
 * @param maps a copy of `/proc/…/maps`
 * @param node the program, as the process saw it
 * @param root what the paths of the process lie in on this machine
 * @throws BuildError when they are not to be found
 */
export function hookLibrary(
  image: ImageFile,
  architecture: keyof typeof JUMPS,
  { maps, node, root }: { readonly maps: string; readonly node: string; readonly root: (path: string) => string },
): void {
  const loaded = [...loadedFiles(maps)];
  const library = loaded.find(({ path }) => LIBRARY.test(path));
  if (library === undefined) throw new BuildError('the process has no C library that is known');
  const functions = definedSymbols(root(library.path), ['madvise', 'mremap', 'environ']);
  for (const name of ['madvise', 'mremap'] as const) {
    const address = functions.get(name);
    if (address === undefined) throw new BuildError(`${library.path} has no function ${name}`);
    image.write(library.address + address, JUMPS[architecture](LAUNCHER_FUNCTIONS[name]));
  }
  image.environment = environmentOf(library, functions, root(node));
  // A program lies where its file says, within the first 4 GB.
  image.nodePath = definedSymbols(root(node), ['uv_exepath']).get('uv_exepath') ?? 0n;
}

/** A program that names `environ` has it itself, and the library uses that one. */
function environmentOf(library: Loaded, functions: ReadonlyMap<string, bigint>, node: string): bigint {
  const own = definedSymbols(node, ['environ', '__environ', '_environ']);
  const [inProgram] = own.values();
  if (inProgram !== undefined) return inProgram;
  const inLibrary = functions.get('environ');
  if (inLibrary === undefined) throw new BuildError(`${library.path} has no environ`);
  return library.address + inLibrary;
}

function* loadedFiles(maps: string): Generator<Loaded> {
  const seen = new Set<string>();
  for (const line of maps.split('\n')) {
    const [range = '', , offset, , , ...path] = line.split(/ +/);
    const name = path.join(' ');
    if (!name.startsWith('/') || seen.has(name) || Number.parseInt(offset ?? '', 16) !== 0) continue;
    seen.add(name);
    yield { path: name, address: BigInt(`0x${range.split('-', 1)[0]}`) };
  }
}
