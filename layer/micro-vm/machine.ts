import { spawn } from 'node:child_process';
import { once } from 'node:events';
import type { Readable } from 'node:stream';
import { guardChild } from '../../service/processes/child-guard.ts';
import { inOneLine } from '../../service/processes/one-line.ts';
import { BuildError } from '../build-error.ts';
import type { Architecture } from '../build-plan.ts';

/**
 * What time is in a machine: `host`, that of this one; `counted`, a nanosecond for each of its instructions, and while it
 * sleeps it is at once as late as it waits for. So what takes it minutes takes seconds of its own, the same ones each time.
 */
export type MachineClock = 'host' | 'counted';

/** What a machine is made of; paths are absolute. */
export interface Machine {
  readonly architecture: Architecture;
  /** As QEMU names it, with features. */
  readonly cpu: string;
  readonly memoryMB: number;
  readonly clock: MachineClock;
  readonly kernel: string;
  /** The archive that becomes its root. */
  readonly root: string;
  /** A file that is its only disk. */
  readonly disk: string;
}

/** How long a machine may run. */
export interface MachineLimits {
  readonly limitMs: number;
  readonly signal?: AbortSignal | undefined;
}

/** What emulates each architecture. */
export const EMULATORS: Record<Architecture, { readonly program: string; readonly debianPackage: string }> = {
  x86_64: { program: 'qemu-system-x86_64', debianPackage: 'qemu-system-x86' },
  arm64: { program: 'qemu-system-aarch64', debianPackage: 'qemu-system-arm' },
};

// `microvm` would start no sooner, and on it Linux finds no clock that it trusts.
const BOARDS: Record<Architecture, string> = { x86_64: 'q35', arm64: 'virt' };

const KERNEL_OPTIONS = [
  // A panic and an end are a new start, which ends the machine. Of the kernel, nothing but a panic is worth reading; on
  // level 0 not even that would be said.
  'quiet loglevel=1 panic=-1 reboot=t',
  // A root of its default kind would hold no more than half of the memory that its archive leaves.
  'rootfstype=ramfs',
  // The same on every start, and a quarter of the time until the first process is saved.
  'nokaslr mitigations=off cryptomgr.notests audit=0 apparmor=0 random.trust_cpu=on',
];
const OWN_KERNEL_OPTIONS: Record<Architecture, string> = {
  // Linux shall not copy by "rep movsb" (297) and "rep movsq" (112), which are emulated step by step: that saves two
  // seconds for a Node.js among the files. Programs see these features all the same.
  x86_64: 'console=ttyS0 clearcpuid=297,112',
  arm64: 'console=ttyAMA0',
};

const MAX_CONSOLE_BYTES = 64 * 1024;

/**
 * Runs a machine until it ends.
 *
 * @returns the last that it wrote to its console
 * @throws BuildError when it takes too long or cannot be emulated, an AbortError when the signal ends it
 */
export async function runMachine(machine: Machine, { limitMs, signal }: MachineLimits): Promise<string> {
  const { program } = EMULATORS[machine.architecture];
  const child = spawn(program, emulatorArguments(machine), {
    stdio: ['ignore', 'pipe', 'pipe'],
    // In a process group of its own, so that the guard can end it.
    detached: true,
    timeout: limitMs,
    killSignal: 'SIGKILL',
    ...(signal !== undefined && { signal }),
  });
  const output = lastOf(child.stdout);
  const complaints = lastOf(child.stderr);
  await once(child, 'spawn');
  using _ = guardChild(child.pid as number);
  const [code, killedBy] = await once(child, 'close');
  if (code === 0) return output();
  if (child.killed) throw new BuildError(`it did not end within ${limitMs / 1000} s${lastWords(output())}`);
  throw new BuildError(`${program} failed (${killedBy ?? `exit ${code}`})${lastWords(complaints())}`);
}

function emulatorArguments({ architecture, cpu, memoryMB, clock, kernel, root, disk }: Machine): readonly string[] {
  const kernelOptions = [OWN_KERNEL_OPTIONS[architecture], ...KERNEL_OPTIONS].join(' ');
  return [
    ...['-machine', BOARDS[architecture], '-accel', 'tcg', '-cpu', cpu, '-smp', '1', '-m', String(memoryMB)],
    ...(clock === 'counted' ? ['-icount', 'shift=0,sleep=off'] : []),
    // No network, no display, nothing that the person has set up for all machines.
    ...['-nodefaults', '-no-user-config', '-no-reboot', '-display', 'none', '-serial', 'stdio'],
    ...['-kernel', kernel, '-initrd', root, '-append', kernelOptions],
    // Its file is gone with the machine: nobody needs it to survive a failure of power.
    ...['-blockdev', `driver=file,filename=${disk.replaceAll(',', ',,')},node-name=disk,cache.no-flush=on`],
    ...['-device', 'virtio-blk-pci,drive=disk'],
  ];
}

function lastOf(stream: Readable): () => string {
  let bytes = Buffer.alloc(0);
  stream.on('data', (chunk: Buffer) => {
    bytes = Buffer.concat([bytes, chunk]).subarray(-MAX_CONSOLE_BYTES);
  });
  return () => bytes.toString();
}

/** What matters most in the last lines that something wrote, as the end of a message. */
export function lastWords(text: string): string {
  const lines = text.trimEnd().split('\n');
  // Behind the reason of a panic stands where the kernel was.
  const line = lines.findLast((each) => each.includes('Kernel panic')) ?? lines.at(-1) ?? '';
  return line === '' ? '' : `: ${inOneLine(line)}`;
}
