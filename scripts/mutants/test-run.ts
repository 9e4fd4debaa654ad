import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { endTree } from './process-tree.ts';
import type { WorkingCopy } from './working-copy.ts';

/** What tests have said of a working copy. */
export type TestOutcome =
  | { readonly state: 'passed' }
  /** Which test has failed, with its sentence; no test where the run itself has failed. */
  | { readonly state: 'failed'; readonly test?: string; readonly sentence: string }
  /** Nothing was said for so long that nothing will be. */
  | { readonly state: 'hung' };

/** How tests are run. */
export interface TestRunSetting {
  /** Whether the first failure ends the run. */
  readonly untilFailure: boolean;
  readonly workers: number;
}

const RESULTS = 'mutant-results.json';

// A test and its repetition end within two minutes, or an endless loop keeps them from it.
const SILENCE_MS = 240_000;

const running = new Set<number>();
process.on('exit', () => {
  for (const pid of running) endTree(pid);
});

/** Runs tests in a working copy, in the order given. */
export async function runTests(
  copy: WorkingCopy,
  tests: readonly string[],
  setting: TestRunSetting,
): Promise<TestOutcome> {
  const results = join(copy.folder, RESULTS);
  await rm(results, { force: true });
  const { code, hung, output } = await runVitest(copy, vitestArguments(copy, tests, setting));
  if (hung) return { state: 'hung' };
  if (code === 0) return { state: 'passed' };
  const report = existsSync(results) ? (JSON.parse(await readFile(results, 'utf8')) as VitestReport) : undefined;
  return { state: 'failed', ...(failureIn(report, copy) ?? { sentence: lastError(output) }) };
}

function vitestArguments(copy: WorkingCopy, tests: readonly string[], setting: TestRunSetting): string[] {
  const config = 'vitest.mutants.config.ts';
  return [
    'node_modules/vitest/vitest.mjs',
    'run',
    ...(existsSync(join(copy.folder, config)) ? ['--config', config] : []),
    ...['--reporter=verbose', '--reporter=json', `--outputFile.json=${RESULTS}`],
    ...[`--bail=${setting.untilFailure ? 1 : 0}`, `--maxWorkers=${setting.workers}`],
    ...tests,
  ];
}

interface VitestEnd {
  readonly code: number | null;
  readonly hung: boolean;
  readonly output: string;
}

async function runVitest(copy: WorkingCopy, args: readonly string[]): Promise<VitestEnd> {
  const child = spawn(process.execPath, args, {
    cwd: copy.folder,
    // A group of its own: Ctrl-C reaches this program alone, which then ends the whole tree.
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, TMPDIR: copy.temporary, NO_COLOR: '1' },
  });
  const { pid = 0 } = child;
  running.add(pid);
  try {
    return await watched(child, pid);
  } finally {
    running.delete(pid);
  }
}

async function watched(child: ChildProcess, pid: number): Promise<VitestEnd> {
  let output = '';
  let hung = false;
  const timer = setTimeout(() => {
    hung = true;
    endTree(pid);
  }, SILENCE_MS);
  for (const stream of [child.stdout, child.stderr]) {
    stream?.setEncoding('utf8').on('data', (text: string) => {
      output = (output + text).slice(-100_000);
      timer.refresh();
    });
  }
  // Not 'close': what a test has left running may hold the pipes.
  const [code] = (await once(child, 'exit')) as [number | null];
  clearTimeout(timer);
  return { code, hung, output };
}

/** What Vitest writes of it, as Jest does. */
interface VitestReport {
  readonly testResults: readonly {
    readonly name: string;
    readonly status: string;
    readonly message: string;
    readonly assertionResults: readonly { readonly status: string; readonly fullName: string }[];
  }[];
}

function failureIn(
  report: VitestReport | undefined,
  copy: WorkingCopy,
): { test: string; sentence: string } | undefined {
  const failed = report?.testResults.filter(({ status }) => status === 'failed') ?? [];
  for (const { name, message, assertionResults } of failed) {
    const assertion = assertionResults.find(({ status }) => status === 'failed');
    // Files that the first failure has kept from running count as failed, too, but say nothing.
    const sentence = assertion?.fullName ?? firstLine(message);
    if (sentence !== '') return { test: relativePath(copy, name), sentence };
  }
  return undefined;
}

function relativePath({ folder }: WorkingCopy, name: string): string {
  return name.slice(name.indexOf(folder) + folder.length + 1);
}

function firstLine(text: string): string {
  return text.trim().split('\n', 1).join();
}

function lastError(output: string): string {
  const lines = output.split('\n').filter((line) => /error/i.test(line));
  return `no test, but the run: ${lines[0]?.trim() ?? 'it ended without a word'}`;
}
