import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { chmod, mkdir, readdir, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { BuildError } from '../build-error.ts';
import { type Architecture, hostArchitecture } from '../build-plan.ts';
import { commandFault, runCommand } from '../command.ts';
import { temporaryName } from '../temporary-name.ts';

/** A program in C of this project. */
export interface NativeProgram {
  /** As errors name it, such as `launcher`. */
  readonly name: string;
  /** Absolute paths of the folders of its sources; it is compiled in the first. */
  readonly folders: readonly [string, ...string[]];
  /** What the compiler is told, whatever the processor. */
  readonly flags: readonly string[];
  readonly processorFlags: Record<Architecture, readonly string[]>;
}

/** A program, or in one line why there is none. */
export type CompiledProgram = { readonly file: string } | { readonly missing: string };

const COMPILERS: Record<Architecture, string> = {
  x86_64: 'x86_64-linux-gnu-gcc',
  arm64: 'aarch64-linux-gnu-gcc',
};

/**
 * The program for an architecture: the one that came with the package, if it is of these sources, or compiled here.
 *
 * @param prebuilt where those lie that came with the package
 * @throws BuildError where the sources do not compile
 */
export async function programFor(
  program: NativeProgram,
  architecture: Architecture,
  cacheFolder: string,
  prebuilt: string,
): Promise<CompiledProgram> {
  const file = join(prebuilt, await prebuiltProgram(program, architecture));
  if (existsSync(file)) return { file };
  return compiledProgram(program, architecture, cacheFolder);
}

/** The name of a program that comes with the package: it tells of which sources it is. */
export async function prebuiltProgram(program: NativeProgram, architecture: Architecture): Promise<string> {
  return `${program.name}-${architecture}-${await identityOf(program, architecture)}`;
}

/**
 * Compiles a program for an architecture; once, until its sources or the compiler change.
 *
 * @param compilers what to look for on PATH
 * @returns its path in the cache folder, or what is missing on this machine
 * @throws BuildError where the sources do not compile
 */
export async function compiledProgram(
  program: NativeProgram,
  architecture: Architecture,
  cacheFolder: string,
  compilers: readonly string[] = compilersFor(architecture),
): Promise<CompiledProgram> {
  const compiler = await firstOf(compilers);
  if (compiler === undefined) return { missing: `there is no compiler for it (${packageOf(architecture)})` };
  const identity = await identityOf(program, architecture, compiler.version);
  const target = join(cacheFolder, `${program.name}-${architecture}-${identity}`);
  if (!existsSync(target)) {
    await mkdir(cacheFolder, { recursive: true });
    await compile(program, architecture, compiler.command, target);
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

/** Absolute paths, in order. */
async function sourcesOf({ folders }: NativeProgram): Promise<readonly string[]> {
  const found = folders.map(async (folder) => {
    const names = await readdir(folder, { recursive: true });
    return names
      .filter((name) => /\.[chS]$/.test(name))
      .toSorted()
      .map((name) => join(folder, name));
  });
  return (await Promise.all(found)).flat();
}

/** @param version of the compiler, where it makes a difference */
async function identityOf(program: NativeProgram, architecture: Architecture, version = ''): Promise<string> {
  const flags = JSON.stringify([program.flags, program.processorFlags[architecture]]);
  const hash = createHash('sha256').update(version).update(flags);
  for (const file of await sourcesOf(program)) hash.update(await readFile(file));
  return hash.digest('hex').slice(0, 16);
}

async function compile(
  program: NativeProgram,
  architecture: Architecture,
  compiler: string,
  target: string,
): Promise<void> {
  const temporary = temporaryName(target);
  const [folder] = program.folders;
  const files = (await sourcesOf(program)).filter((file) => file.startsWith(folder) && /\.[cS]$/.test(file));
  try {
    const flags = [...program.flags, ...program.processorFlags[architecture]];
    const result = await runCommand(compiler, [...flags, '-o', temporary, ...files], folder);
    if (result.state === 'missing' || result.code !== 0) {
      throw new BuildError(`the ${program.name} cannot be compiled: ${commandFault(compiler, result)}`);
    }
    await chmod(temporary, 0o755);
    await rename(temporary, target);
  } finally {
    await rm(temporary, { force: true });
  }
}
