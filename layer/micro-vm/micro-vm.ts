import { mkdtemp, rm, truncate, writeFile } from 'node:fs/promises';
import { constants, tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Absence } from '../absence.ts';
import { BuildError } from '../build-error.ts';
import type { Architecture } from '../build-plan.ts';
import { runCommand } from '../command.ts';
import { type GuestEntry, readCpio, writeCpio } from './cpio.ts';
import { debianKernel, type Kernel, type KernelLine } from './debian-kernel.ts';
import { initProgram } from './init-program.ts';
import { EMULATORS, lastWords, type MachineClock, runMachine } from './machine.ts';

/** A command for a virtual machine; paths are those in there, absolute. */
export interface MicroVmRequest {
  readonly architecture: Architecture;
  /** Default: 6.1. */
  readonly kernel?: KernelLine;
  /** As QEMU names it, with features; default: Haswell without TSX, or the Neoverse N1 of a Graviton2. */
  readonly cpu?: string;
  /** All of it: the files are in memory, too, twice while the machine starts. */
  readonly memoryMB: number;
  /** Default: `host`. */
  readonly clock?: MachineClock;
  /** What its root consists of, beside `/dev`, `/proc`, `/sys` and `/tmp`. */
  readonly files: readonly GuestEntry[];
  /** Program and arguments. */
  readonly command: readonly [string, ...string[]];
  /** All its variables. */
  readonly variables?: Readonly<Record<string, string>>;
  /** In which it runs; default: `/`. */
  readonly folder?: string;
  /** Files to bring out when it has ended. */
  readonly outputs?: readonly string[];
  /** For all outputs together; default: 256 MB. */
  readonly outputMB?: number;
  /** From the start of the machine to its end. */
  readonly limitMs: number;
  readonly signal?: AbortSignal;
  /** Where kernels are kept. */
  readonly cacheFolder?: string;
}

/** How a command ended in a virtual machine. */
export interface MicroVmResult {
  /** Its exit code; null when a signal has ended it. */
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  /** The last 64 KB that it wrote to stdout and stderr. */
  readonly console: string;
  /** By their paths; those that it has not written are missing. */
  readonly outputs: ReadonlyMap<string, Buffer>;
}

/** What the machine needs of this one. */
interface Parts {
  readonly kernel: Kernel;
  /** Path of the program that is process 1. */
  readonly init: string;
}

const DEFAULT_KERNEL = '6.1';
const DEFAULT_CPUS: Record<Architecture, string> = { x86_64: 'Haswell-noTSX', arm64: 'neoverse-n1' };
const DEFAULT_OUTPUT_MB = 256;

const CACHE = fileURLToPath(new URL('../cache/', import.meta.url));

// What process 1 reads: guest/init.c.
const GUEST_FOLDER = '/micro-vm';
// A kernel with too little memory leaves out what does not fit, without a word.
const LAST_ENTRY: GuestEntry = { kind: 'data', path: `${GUEST_FOLDER}/last`, data: '' };
// How the command ended, among the outputs.
const END = 'end';

/**
 * In one line what this machine lacks to emulate that one; undefined where it lacks nothing. A kernel is fetched for that
 * if need be.
 */
export async function whyNoMicroVm(
  architecture: Architecture,
  kernel: KernelLine = DEFAULT_KERNEL,
  cacheFolder: string = CACHE,
): Promise<string | undefined> {
  const parts = await findParts(architecture, kernel, cacheFolder);
  return 'reason' in parts ? parts.reason : undefined;
}

/**
 * Runs a command as root in a small virtual machine, which is emulated down to its processor and so is the same
 * everywhere. It has no network but `lo`.
 *
 * @throws BuildError when the machine cannot be had, or ends without a result, or not in time
 */
export async function runInMicroVm(request: MicroVmRequest): Promise<MicroVmResult> {
  const { architecture, kernel = DEFAULT_KERNEL, cacheFolder = CACHE } = request;
  const name = `the virtual machine (${architecture}, Linux ${kernel})`;
  const parts = await findParts(architecture, kernel, cacheFolder);
  if ('reason' in parts) throw new BuildError(`${name} cannot be had: ${parts.reason}`);
  const folder = await mkdtemp(join(tmpdir(), 'snapboot-micro-vm-'));
  try {
    return await runParts(request, parts, folder);
  } catch (error) {
    if (error instanceof BuildError) throw new BuildError(`${name} failed: ${error.message}`);
    throw error;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function findParts(architecture: Architecture, line: KernelLine, cacheFolder: string): Promise<Parts | Absence> {
  const { program, debianPackage } = EMULATORS[architecture];
  const emulator = await runCommand(program, ['--version']);
  if (emulator.state === 'missing') return { reason: `there is no ${program} on PATH (package ${debianPackage})` };
  const init = await initProgram(architecture, cacheFolder);
  if ('missing' in init) return { reason: `its first program is missing, ${init.missing}` };
  const kernel = await debianKernel(architecture, line, cacheFolder);
  return 'reason' in kernel ? kernel : { kernel, init: init.file };
}

async function runParts(request: MicroVmRequest, parts: Parts, folder: string): Promise<MicroVmResult> {
  const { architecture, cpu = DEFAULT_CPUS[architecture], memoryMB, clock = 'host' } = request;
  const root = join(folder, 'root.cpio');
  const disk = join(folder, 'disk');
  await writeCpio(root, [...guestEntries(request, parts), ...request.files, LAST_ENTRY]);
  await writeFile(disk, '');
  await truncate(disk, (request.outputMB ?? DEFAULT_OUTPUT_MB) * 2 ** 20);
  const machine = { architecture, cpu, memoryMB, clock, kernel: parts.kernel.image, root, disk };
  const console = await runMachine(machine, request);
  return readResult(disk, console);
}

function guestEntries(
  { command, variables = {}, folder = '/', outputs = [] }: MicroVmRequest,
  { kernel, init }: Parts,
): readonly GuestEntry[] {
  const modules = kernel.modules.map((source) => ({ source, path: join(GUEST_FOLDER, basename(source)) }));
  const texts = {
    modules: modules.map(({ path }) => path),
    command,
    variables: Object.entries(variables).map(([name, value]) => `${name}=${value}`),
    folder: [folder],
    outputs,
  };
  return [
    { kind: 'file', path: '/init', source: init, mode: 0o755 },
    ...modules.map(({ path, source }) => ({ kind: 'file', path, source }) as const),
    ...Object.entries(texts).map(([name, list]) => textList(join(GUEST_FOLDER, name), list)),
  ];
}

/** Each text ended by a zero byte, as in `/proc/self/environ`. */
function textList(path: string, texts: readonly string[]): GuestEntry {
  return { kind: 'data', path, data: texts.map((text) => `${text}\0`).join('') };
}

async function readResult(disk: string, console: string): Promise<MicroVmResult> {
  const files = await readCpio(disk);
  const [kind, number] = files?.get(END)?.toString().split(' ') ?? [];
  if (files === undefined || number === undefined) {
    throw new BuildError(
      `it ended without a result${lastWords(console) || ': is its memory too small for its files?'}`,
    );
  }
  const outputs = new Map([...files].filter(([path]) => path !== END));
  if (kind === 'code') return { code: Number(number), signal: null, console, outputs };
  return { code: null, signal: signalName(Number(number)), console, outputs };
}

function signalName(number: number): NodeJS.Signals {
  const [name] = Object.entries(constants.signals).find(([, value]) => value === number) ?? ['SIGKILL'];
  return name as NodeJS.Signals;
}
