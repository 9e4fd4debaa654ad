// The figures that the condition is calibrated by: prints what a study of the same storage model has measured on another
// day beside what is measured now. By hand, on a quiet machine: node bench/reproduce-slow-storage.ts [RUNS]
import { execFileSync } from 'node:child_process';
import { existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { privateFolder } from '../service/environments/private-folder.ts';
import type { CommandLine } from '../service/processes/command-line.ts';
import type { OpenCondition } from './conditions/condition.ts';
import { chooseConditions } from './conditions/conditions.ts';
import { ContenderProcess } from './contenders/contender-process.ts';
import { BUN_FOLDER } from './contenders/install-rivals.ts';
import { endOnSignal } from './end-on-signal.ts';
import { RuntimeApiRecorder } from './recorder/runtime-api-recorder.ts';
import { formatTable } from './report/table.ts';
import { median, summarize } from './statistics/summary.ts';

interface Program {
  readonly name: string;
  readonly command: CommandLine;
  /** Until it ends, or until it asks for its first event. */
  readonly until: 'exit' | 'next';
  /** Of the study: reads and millions of bytes, and milliseconds by latency; a range where it gives one. */
  readonly study: { readonly reads: number; readonly megabytes: number; readonly ms: readonly string[] };
}

const LATENCIES_MS = [0, 0.25, 0.5, 0.7, 1, 2];
const DEFAULT_RUNS = 10;
const LOOP = path('contenders/bare-loop.cjs');
const TASK_ROOT = path('workloads/empty');
const TITLES = ['', 'latency', 'reads', 'study', 'MB', 'study', 'ms min', 'p50', 'p90', 'study'];

using _signals = endOnSignal();
const folder = await privateFolder('static');
const runs = Number(process.argv[2] ?? DEFAULT_RUNS);
for (const program of programs().filter(({ command: [file] }) => existsSync(file))) {
  const rows: string[][] = [];
  for (const latencyMs of LATENCIES_MS) rows.push(await measure(program, latencyMs));
  process.stdout.write(`${formatTable(TITLES, rows)}\n`);
}
rmSync(folder, { recursive: true });

function programs(): readonly Program[] {
  const studyOf = (reads: number, megabytes: number, ...ms: string[]) => ({ reads, megabytes, ms });
  const esbuild = path(`../../../node_modules/@esbuild/linux-${process.arch}/bin/esbuild`);
  const node = path(`../../../layer/build/${process.arch === 'x64' ? 'x86_64' : process.arch}/bin/node`);
  return [
    {
      name: 'static C',
      command: [buildStatic()],
      until: 'exit',
      study: studyOf(15, 0.7, '1.8', '6', '10-17', '13', '17', '35'),
    },
    {
      name: 'esbuild',
      command: [esbuild, '--version'],
      until: 'exit',
      study: studyOf(77, 7, '12', '35', '57', '72', '98', '182'),
    },
    {
      name: 'bun',
      command: [join(BUN_FOLDER, 'bin/bun'), LOOP],
      until: 'next',
      study: studyOf(437, 36.5, '67', '185-257', '300-344', '390-408', '510-554', '968'),
    },
    {
      name: 'node',
      command: [node, LOOP],
      until: 'next',
      study: studyOf(571, 41.3, '85-96', '250-300', '363-420', '545', '640-713', '1264'),
    },
  ];
}

function buildStatic(): string {
  const program = join(folder, 'empty');
  execFileSync('gcc', ['-static', '-O2', '-x', 'c', '-', '-o', program], { input: 'int main(void) { return 0; }' });
  return program;
}

async function measure(program: Program, latencyMs: number): Promise<string[]> {
  const [condition] = chooseConditions([`slow-storage:${latencyMs}`]);
  const opened = await condition?.open([TASK_ROOT, ...program.command.filter((word) => word.startsWith('/'))]);
  if (opened === undefined || 'reason' in opened) throw new Error(opened?.reason);
  await using open = opened;
  const starts: { ms: number; reads: number; megabytes: number }[] = [];
  // The first one fills the caches of the kernel that are not dropped: names and sizes of files.
  for (let count = 0; count <= runs; count++) starts.push(await start(program, open));
  const [ms, reads, megabytes] = (['ms', 'reads', 'megabytes'] as const).map((key) =>
    starts.slice(1).map((each) => each[key]),
  ) as [number[], number[], number[]];
  const { min, p50, p90 } = summarize(ms);
  const { study } = program;
  return [
    ...[program.name, String(latencyMs), median(reads).toFixed(0), String(study.reads)],
    ...[median(megabytes).toFixed(1), String(study.megabytes)],
    ...[min, p50, p90].map((each) => each.toFixed(1)),
    study.ms[LATENCIES_MS.indexOf(latencyMs)] ?? '',
  ];
}

async function start({ command, until }: Program, open: OpenCondition) {
  await open.beforeStart();
  const recorder = await RuntimeApiRecorder.start();
  const launch = open.launch({ command, taskRoot: TASK_ROOT, variables: {} });
  const startedMs = performance.now();
  await using contender = new ContenderProcess(launch, { AWS_LAMBDA_RUNTIME_API: recorder.address });
  void contender.ended.then(({ how, said }) => recorder.fail(new Error(`${how}: ${said}`)));
  const endedMs = until === 'next' ? await recorder.ready() : await contender.ended.then(() => performance.now());
  const { requests = 0, bytes } = (await open.storageUse()) ?? { bytes: 0 };
  await recorder[Symbol.asyncDispose]();
  return { ms: endedMs - startedMs, reads: requests, megabytes: bytes / 1e6 };
}

function path(relative: string): string {
  return fileURLToPath(new URL(relative, import.meta.url));
}
