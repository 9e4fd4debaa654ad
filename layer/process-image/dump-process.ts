import { spawn } from 'node:child_process';
import { copyFile, mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Absence } from '../absence.ts';
import type { Architecture, ImageGroundKind } from '../build-plan.ts';
import { groundFor } from './choose-ground.ts';
import { dumperFor } from './compile-dumper.ts';
import { commandOnGround, type ImageNetwork, INSIDE, type SystemFiles } from './image-ground.ts';
import { runInMachine } from './machine-ground.ts';
import { DUMPED_OPTIONS } from './option-words.ts';

/** What a process is dumped of; absolute paths of this machine. */
export interface DumpPlan {
  readonly architecture: Architecture;
  readonly cacheFolder: string;
  /** A layer with its Node.js. */
  readonly layer: string;
  /** The script that boots the process and puts it to sleep. */
  readonly script: string;
  readonly taskRoot: string;
  /** An empty folder, which the dump is written to. */
  readonly work: string;
  readonly variables: Readonly<Record<string, string>>;
  /** What the script is told: it finds the file by the variable `SNAPBOOT_IMAGE_PLAN`. */
  readonly settings: Readonly<Record<string, unknown>>;
  /** `host`: the process reaches what this machine does; by default it has a network of its own, with nobody in it. */
  readonly network?: ImageNetwork;
  /** What is `/etc`; that of this machine, where left out. */
  readonly etc?: SystemFiles;
  /** Absolute paths of files that are there as on this machine. */
  readonly shown?: readonly string[];
  /** Where the process is made; by default here, if that can be, else in a virtual machine. */
  readonly ground?: ImageGroundKind;
}

/** A process that was dumped, or came to another end. */
export interface Dump {
  /** Absolute path of the image, without what a build adds to it. */
  readonly image: string;
  /** Why there is none, where that is so. */
  readonly fault?: string;
  /** A copy of `/proc/…/maps`. */
  readonly maps: string;
  /** What the script has reported, as text; nothing where it has not come so far. */
  readonly report: string | undefined;
  /** What it has written while it was started. */
  readonly output: string;
  /** The file of this machine that the process had at a path. */
  readonly fileAt: (path: string) => string;
}

const LIMIT_MS = 120_000;
// What is not in an image has to be decided when the process starts: how the loader finds functions, and that it keeps no
// state of the processor's or the kernel's that another machine may not have.
const LOADER = { LD_BIND_NOW: '1', GLIBC_TUNABLES: 'glibc.pthread.rseq=0:glibc.cpu.hwcaps=-XSAVEC,-XSAVE' };

/**
 * Starts a process where everything lies as on Lambda, and dumps it when it sleeps.
 *
 * @returns why none can be dumped on this machine, where that is so
 * @throws BuildError when the dumper cannot be made
 */
export async function dumpProcess(plan: DumpPlan): Promise<Dump | Absence> {
  const found = await groundFor(plan.architecture, plan.ground ?? 'auto', plan.cacheFolder);
  if ('reason' in found) return found;
  const dumper = await dumperFor(plan.architecture, plan.cacheFolder);
  if ('missing' in dumper) return { reason: `the dumper is not compiled: ${dumper.missing}` };
  await copyFile(dumper.file, join(plan.work, 'dumper'));
  const settings = { ...plan.settings, taskRoot: INSIDE.taskRoot, report: join(INSIDE.work, 'report.json') };
  await writeFile(join(plan.work, 'plan.json'), JSON.stringify(settings));
  const ended = found.ground === 'vm' ? await dumpInMachine(plan) : await dumpHere(plan);
  if ('reason' in ended) return ended;
  const written = (name: string): Promise<string | undefined> =>
    readFile(join(plan.work, name), 'utf8').catch(() => undefined);
  const maps = (await written('maps')) ?? '';
  return { image: join(plan.work, 'image'), maps, report: await written('report.json'), ...ended };
}

const inside = (name: string): string => join(INSIDE.work, name);

/** The dumper, and what it starts. */
const COMMAND = [
  ...[inside('dumper'), inside('image'), INSIDE.node, inside('maps')],
  ...[INSIDE.node, ...DUMPED_OPTIONS, INSIDE.script],
] as const;

function variablesOf({ variables }: DumpPlan): Record<string, string> {
  return { ...variables, ...LOADER, SNAPBOOT_IMAGE_PLAN: inside('plan.json') };
}

type Ended = Pick<Dump, 'output' | 'fault' | 'fileAt'>;

async function dumpHere(plan: DumpPlan): Promise<Ended | Absence> {
  const temporary = join(plan.work, 'tmp');
  await mkdir(temporary);
  const variables = Object.entries(variablesOf(plan)).map(([name, value]) => `${name}=${value}`);
  const command = commandOnGround({ ...plan, temporary }, ['/usr/bin/env', ...variables, ...COMMAND]);
  return 'reason' in command ? command : { ...(await run(command)), fileAt: (path) => fileHere(plan, path) };
}

function fileHere({ layer }: DumpPlan, path: string): string {
  return path.startsWith('/opt/') ? join(layer, path.slice('/opt/'.length)) : path;
}

async function dumpInMachine(plan: DumpPlan): Promise<Ended | Absence> {
  if (plan.network === 'host') return { reason: 'a virtual machine has no network' };
  const outputs = ['image', 'maps', 'report.json'];
  const variables = variablesOf(plan);
  const { code, output, fileAt } = await runInMachine({ ...plan, command: COMMAND, variables, outputs });
  return { output, fileAt, ...(code !== 0 && { fault: faultIn(output) }) };
}

async function run([program, ...args]: readonly [string, ...string[]]): Promise<Pick<Dump, 'output' | 'fault'>> {
  const child = spawn(program, args, { stdio: ['ignore', 'pipe', 'pipe'], timeout: LIMIT_MS, killSignal: 'SIGKILL' });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      output += text;
    });
  }
  const ended = await new Promise<string>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code, signal) => resolve(signal === null ? String(code) : signal));
  });
  if (ended === '0') return { output };
  return { output, fault: ended === 'SIGKILL' ? `it does not sleep within ${LIMIT_MS / 1000} s` : faultIn(output) };
}

// How the process begins the line in which it says why it does not sleep (bootstrap/image-boot.ts).
const OWN_WORDS = 'snapboot: the process image cannot be used: ';

/** What the process says itself, else what the dumper says last. */
function faultIn(output: string): string {
  const lines = output.trim().split('\n');
  const own = lines.find((line) => line.includes(OWN_WORDS));
  return own === undefined ? (lines.at(-1) ?? '') : own.slice(own.indexOf(OWN_WORDS) + OWN_WORDS.length);
}
