import { readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { BuildError } from '../../layer/build-error.ts';
import { commandFault, runCommand } from '../../layer/command.ts';
import { BOOT_SECTION_BYTES, LANGUAGE_FLAGS, LAUNCHER_SOURCES } from '../../layer/launcher/compile-launcher.ts';

/** What compiles the launcher as a part of programs that test it. */
export interface Toolchain {
  readonly compiler: string;
  /** For the parts, and for the program that they make. */
  readonly flags: { readonly parts: string; readonly program: string };
  /** What a machine lacks that does not have it. */
  readonly packages: string;
  /** A whole program. */
  readonly trial: string;
}

/** libFuzzer, which looks for inputs that reach more of the code. */
export const FUZZER: Toolchain = {
  compiler: 'clang',
  flags: { parts: '-fsanitize=fuzzer-no-link,address,undefined', program: '-fsanitize=fuzzer,address,undefined' },
  packages: "clang with its sanitizers (Debian's packages clang and libclang-rt-14-dev)",
  trial: 'int LLVMFuzzerTestOneInput(const char *data, long bytes) { return !data && bytes; }\n',
};

/** Programs with a main function of their own. */
export const SANITIZERS: Toolchain = {
  compiler: 'gcc',
  flags: { parts: '-fsanitize=address,undefined', program: '-fsanitize=address,undefined' },
  packages: "gcc with its sanitizers (Debian's package gcc)",
  trial: 'int main(void) { return 0; }\n',
};

/** The C of the tests. */
export const HOSTED_SOURCES: string = fileURLToPath(new URL('../../test/launcher/', import.meta.url));

const FLAGS = [
  ...LANGUAGE_FLAGS,
  '-D_GNU_SOURCE',
  '-g',
  '-O1',
  '-fno-omit-frame-pointer',
  '-fno-sanitize-recover=all',
  `-DBOOT_SECTION_BYTES=${BOOT_SECTION_BYTES}`,
  `-I${LAUNCHER_SOURCES}`,
  '-include',
  join(HOSTED_SOURCES, 'hosted/arch.h'),
];

/** Why this machine cannot compile it so; undefined where it can. */
export async function whyNot(
  { compiler, flags, packages, trial }: Toolchain,
  folder: string,
): Promise<string | undefined> {
  await writeFile(join(folder, 'trial.c'), trial);
  const result = await runCommand(compiler, [flags.program, '-o', 'trial', 'trial.c'], folder);
  return result.state === 'ended' && result.code === 0 ? undefined : `this machine has no ${packages}`;
}

/**
 * Compiles all of the launcher but its entry, and other C that programs have in common.
 *
 * @param shared paths below `test/launcher/`
 * @returns paths of the compiled parts, in the folder
 * @throws BuildError where the sources do not compile
 */
export async function compileParts(
  toolchain: Toolchain,
  folder: string,
  shared: readonly string[] = [],
): Promise<string[]> {
  const names = await readdir(LAUNCHER_SOURCES, { recursive: true });
  const own = names.filter((name) => name.endsWith('.c') && name !== 'memory.c');
  const sources = own.map((name) => join(LAUNCHER_SOURCES, name));
  const others = ['hosted/boot-section.c', ...shared].map((name) => join(HOSTED_SOURCES, name));
  await compile(toolchain.compiler, [...FLAGS, toolchain.flags.parts, '-c', ...sources, ...others], folder);
  return (await readdir(folder)).filter((name) => name.endsWith('.o')).map((name) => join(folder, name));
}

/**
 * Makes a program of those parts and one source.
 *
 * @param source path below `test/launcher/`
 * @returns path of the program, beside the parts
 * @throws BuildError where the source does not compile
 */
export async function compileProgram(
  toolchain: Toolchain,
  parts: readonly string[],
  source: string,
  folder: string,
): Promise<string> {
  const program = join(folder, source.replaceAll('/', '-').replace(/\.c$/, ''));
  const file = join(HOSTED_SOURCES, source);
  await compile(toolchain.compiler, [...FLAGS, toolchain.flags.program, '-o', program, file, ...parts], folder);
  return program;
}

async function compile(compiler: string, args: readonly string[], folder: string): Promise<void> {
  const result = await runCommand(compiler, args, folder);
  if (result.state === 'ended' && result.code === 0) return;
  throw new BuildError(`the launcher cannot be compiled for tests: ${commandFault(compiler, result)}`);
}
