import { existsSync } from 'node:fs';
import { cp, mkdir, mkdtemp, readFile, realpath, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { isExecutable } from '../service/processes/is-executable.ts';
import { shellWord } from '../service/processes/shell-word.ts';
import { BuildError } from './build-error.ts';
import type { Architecture } from './build-plan.ts';

/** A layer whose programs are emulated; gone when it is disposed of. */
export interface StandIn extends AsyncDisposable {
  /** Absolute, without links. */
  readonly path: string;
}

// QEMU's user mode, static or not.
const PROGRAMS = ['qemu-aarch64-static', 'qemu-aarch64'];
// Where Debian's packages for cross-compilers put the libraries of arm64.
const EMULATED_ROOT = '/usr/aarch64-linux-gnu';
// The processor of Lambda's arm64 functions is a Graviton2, which has these cores.
const PROCESSOR = 'neoverse-n1';

const ELF_MAGIC = Buffer.from('\x7fELF', 'latin1');

/** The folder of the libraries that emulated programs find. */
export const EMULATED_LIBRARIES: string = join(EMULATED_ROOT, 'lib');

/** How much longer a program may take when it is emulated: Node.js takes about 20 times as long to start. */
export const EMULATED_PATIENCE = 10;

/** Whether programs for that architecture are emulated on this machine. */
export function isEmulated(architecture: Architecture | undefined): boolean {
  return architecture === 'arm64' && process.arch !== 'arm64';
}

/** In one line why arm64 programs do not run on this machine; undefined where they do. */
export function whyNoArm64(): string | undefined {
  if (process.platform !== 'linux') return `they are made of Linux programs, this is ${process.platform}`;
  if (process.arch === 'arm64') return undefined;
  if (emulator() === undefined) return `there is no ${PROGRAMS[0]} on PATH (package qemu-user-static)`;
  const missing = ['ld-linux-aarch64.so.1', 'libstdc++.so.6'].find(
    (name) => !existsSync(join(EMULATED_LIBRARIES, name)),
  );
  if (missing === undefined) return undefined;
  return `there is no ${join(EMULATED_LIBRARIES, missing)} (packages libc6-arm64-cross, libstdc++6-arm64-cross)`;
}

/**
 * Makes a tree that stands in for a layer of arm64 on a machine with another processor. All in it is the layer's own,
 * except `bin/node`, a script that starts the emulator on the layer's `bin/node` in its place, and a launcher likewise. It needs nothing of the
 * machine but the emulator: binfmt_misc, with which the kernel would do the same, takes root, and many a container has
 * none. The one thing it cannot do: start a program by its `process.execPath`, which is the layer's own `bin/node`.
 *
 * @throws BuildError when arm64 programs do not run here
 */
export async function makeStandIn(layer: string): Promise<StandIn> {
  const reason = whyNoArm64();
  if (reason !== undefined) throw new BuildError(`programs for arm64 do not run here: ${reason}`);
  const node = join(layer, 'bin/node');
  const path = await realpath(await mkdtemp(join(tmpdir(), 'snapboot-emulated-')));
  await mkdir(join(path, 'bin'));
  await writeFile(join(path, 'bin/node'), emulatingScript(node), { mode: 0o755 });
  await cp(layer, path, { recursive: true, filter: (source) => source !== node });
  if (await isProgram(join(path, 'bootstrap'))) await standInForLauncher(path);
  return {
    path,
    async [Symbol.asyncDispose]() {
      await rm(path, { recursive: true, force: true });
    },
  };
}

/** It finds the layer by its own path, so it has to lie there, also in a copy of the tree. */
async function standInForLauncher(folder: string): Promise<void> {
  const launcher = join(folder, 'launcher');
  await rename(join(folder, 'bootstrap'), launcher);
  const script = `#!/bin/sh\nexec ${emulating()} "$(dirname "$(readlink -f "$0")")/launcher" "$@"\n`;
  await writeFile(join(folder, 'bootstrap'), script, { mode: 0o755 });
}

async function isProgram(file: string): Promise<boolean> {
  const head = await readFile(file).catch(() => Buffer.alloc(0));
  return head.subarray(0, ELF_MAGIC.length).equals(ELF_MAGIC);
}

/** A script that starts an arm64 program, and looks for its libraries in {@link EMULATED_LIBRARIES}. */
export function emulatingScript(program: string): string {
  return `#!/bin/sh\nexec ${emulating()} ${shellWord(program)} "$@"\n`;
}

/** The words of a shell's command before the program. */
function emulating(): string {
  return [emulator() ?? '', '-cpu', PROCESSOR, '-L', EMULATED_ROOT].map(shellWord).join(' ');
}

/** Absolute path of the emulator; nothing where there is none. */
export function emulator(): string | undefined {
  const folders = (process.env.PATH ?? '').split(delimiter).filter((folder) => folder.startsWith('/'));
  return folders.flatMap((folder) => PROGRAMS.map((name) => join(folder, name))).find(isExecutable);
}
