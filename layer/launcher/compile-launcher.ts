import { createHash } from 'node:crypto';
import { chmod, mkdir, readdir, readFile, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { BuildError } from '../build-error.ts';
import { type Architecture, hostArchitecture } from '../build-plan.ts';
import { commandFault, runCommand } from '../command.ts';
import { temporaryName } from '../temporary-name.ts';

/** The sources, in the folder where they are compiled. */
export const LAUNCHER_SOURCES: string = fileURLToPath(new URL('../../bootstrap/launcher/', import.meta.url));

/** Where a package that is published has the launchers, so that nobody needs a compiler. */
export const PREBUILT_FOLDER: string = fileURLToPath(new URL('prebuilt/', import.meta.url));

/** Room for what a layer consists of: about 2,900 stretches of pages. */
export const BOOT_SECTION_BYTES = 24_576;

/** What every compiler is told about the language. */
export const LANGUAGE_FLAGS = ['-std=c11', '-Wall', '-Wextra', '-Wconversion', '-Werror'] as const;

// No C library, and nothing in the file that tells where or by what it was compiled.
const FLAGS = [
  ...LANGUAGE_FLAGS,
  '-Os',
  '-ffreestanding',
  '-fno-stack-protector',
  '-fno-asynchronous-unwind-tables',
  '-fno-unwind-tables',
  '-fno-ident',
  // It would make calls of memcpy and memset of the loops that these consist of.
  '-fno-tree-loop-distribute-patterns',
  '-fno-pic',
  '-no-pie',
  '-static',
  '-nostdlib',
  '-ffunction-sections',
  '-Wl,--gc-sections,--build-id=none,-z,noseparate-code,-z,noexecstack,-z,norelro,-s',
];

const COMPILERS: Record<Architecture, string> = {
  x86_64: 'x86_64-linux-gnu-gcc',
  arm64: 'aarch64-linux-gnu-gcc',
};

/** A launcher, or why there is none. */
export type CompiledLauncher = { readonly file: string } | { readonly missing: string };

/**
 * The launcher for an architecture: the one that came with the package, if it is of these sources, or compiled here.
 *
 * @param prebuilt where those lie that came with the package
 * @throws BuildError where the sources do not compile
 */
export async function launcherFor(
  architecture: Architecture,
  cacheFolder: string,
  prebuilt: string = PREBUILT_FOLDER,
): Promise<CompiledLauncher> {
  const file = join(prebuilt, await prebuiltName(architecture));
  if (await exists(file)) return { file };
  return compileLauncher(architecture, cacheFolder);
}

/** The name of a launcher that comes with the package: it tells of which sources it is. */
export async function prebuiltName(architecture: Architecture): Promise<string> {
  return `launcher-${architecture}-${await identityOf(await sourceFiles())}`;
}

/**
 * Compiles the launcher for an architecture; once, until its sources or the compiler change.
 *
 * @param compilers what to look for on PATH
 * @returns its path in the cache folder, or what is missing on this machine
 * @throws BuildError where the sources do not compile
 */
export async function compileLauncher(
  architecture: Architecture,
  cacheFolder: string,
  compilers: readonly string[] = compilersFor(architecture),
): Promise<CompiledLauncher> {
  const compiler = await firstOf(compilers);
  if (compiler === undefined) return { missing: `there is no compiler for it (${packageOf(architecture)})` };
  const sources = await sourceFiles();
  const target = join(cacheFolder, `launcher-${architecture}-${await identityOf(sources, compiler.version)}`);
  if (!(await exists(target))) {
    await mkdir(cacheFolder, { recursive: true });
    await compile(compiler.command, sources, target);
  }
  return { file: target };
}

/** Names of compilers for an architecture, the best first. */
export function compilersFor(architecture: Architecture): readonly string[] {
  const native = process.platform === 'linux' && architecture === hostArchitecture();
  return native ? [COMPILERS[architecture], 'gcc'] : [COMPILERS[architecture]];
}

function packageOf(architecture: Architecture): string {
  const native = process.platform === 'linux' && architecture === hostArchitecture();
  return `Debian's package ${native ? 'gcc' : `gcc-${COMPILERS[architecture].replace(/-gcc$/, '')}`}`;
}

interface Compiler {
  readonly command: string;
  /** As it says itself. */
  readonly version: string;
}

async function firstOf(commands: readonly string[]): Promise<Compiler | undefined> {
  for (const command of commands) {
    const result = await runCommand(command, ['--version']);
    if (result.state === 'ended' && result.code === 0) return { command, version: result.stdout };
  }
  return undefined;
}

async function sourceFiles(): Promise<readonly string[]> {
  const names = await readdir(LAUNCHER_SOURCES, { recursive: true });
  return names.filter((name) => /\.[chS]$/.test(name)).toSorted();
}

async function exists(file: string): Promise<boolean> {
  return (await stat(file).catch(() => undefined)) !== undefined;
}

/** @param version of the compiler, where it makes a difference */
async function identityOf(sources: readonly string[], version = ''): Promise<string> {
  const hash = createHash('sha256').update(version).update(FLAGS.join(' ')).update(String(BOOT_SECTION_BYTES));
  for (const name of sources) hash.update(name).update(await readFile(join(LAUNCHER_SOURCES, name)));
  return hash.digest('hex').slice(0, 16);
}

async function compile(compiler: string, sources: readonly string[], target: string): Promise<void> {
  const temporary = temporaryName(target);
  const files = sources.filter((name) => /\.[cS]$/.test(name));
  const size = `-DBOOT_SECTION_BYTES=${BOOT_SECTION_BYTES}`;
  try {
    const result = await runCommand(compiler, [...FLAGS, size, '-o', temporary, ...files], LAUNCHER_SOURCES);
    if (result.state === 'missing' || result.code !== 0) {
      throw new BuildError(`the launcher cannot be compiled: ${commandFault(compiler, result)}`);
    }
    await chmod(temporary, 0o755);
    await rename(temporary, target);
  } finally {
    await rm(temporary, { force: true });
  }
}
