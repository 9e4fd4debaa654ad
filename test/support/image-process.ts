import { type ChildProcess, spawn } from 'node:child_process';
import { readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Writable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { bundleRuntime } from '../../layer/bundle.ts';
import { builtNode } from './built-layer.ts';
import type { RecordedRuntimeApi } from './recorded-runtime-api.ts';
import { endGroup } from './run-function.ts';
import { type TemporaryFolder, temporaryFolder } from './temporary-folder.ts';

const BOOTSTRAP = fileURLToPath(new URL('../../bootstrap', import.meta.url));
const SLEEPS_AT = 63;
// Closed when init is over.
const GUARD = SLEEPS_AT - 1;
const OPTIONS = ['--max-old-space-size=461', '--max-semi-space-size=25', '--max-http-header-size=81920'];

/** How a function comes to its runtime: as ever, or in a process that has slept, with the function loaded before or after. */
export type BootKind = 'plain' | 'layer' | 'function';

export interface ImageSetting {
  readonly api: RecordedRuntimeApi;
  /** Of the plan, beside what follows from the rest. */
  readonly plan?: Readonly<Record<string, unknown>>;
  readonly env?: Readonly<Record<string, string>>;
  readonly handler?: string;
}

/** What came of a start. */
export interface BootRun {
  /** `idle`: asked for more events than there are; otherwise `exit 3` or the name of a signal. */
  readonly end: string;
  readonly stdout: string;
  readonly stderr: string;
  /** What the process has told before it slept. */
  readonly report: ImageReport;
  /** When it has slept, in milliseconds of the epoch. */
  readonly sleptAt: number;
}

type ImageReport = import('../../bootstrap/process-image/report.ts').ImageReport;

const bundles = new Map<string, Promise<string>>();

function bundle(entry: string): Promise<string> {
  const known = bundles.get(entry) ?? bundleRuntime(join(BOOTSTRAP, entry));
  bundles.set(entry, known);
  return known;
}

/**
 * Starts a function in one of the ways, at the same paths, until it has answered all events or has ended. A process that
 * sleeps for its image is woken without one having been taken: it reads its command line, and goes on.
 */
export async function bootFunction(
  kind: BootKind,
  files: Readonly<Record<string, string>>,
  setting: ImageSetting,
): Promise<BootRun> {
  await using folder = await temporaryFolder(Object.fromEntries(inFolder(files)));
  await using scratch = await temporaryFolder();
  const script = join(folder.path, 'runtime.cjs');
  const taskRoot = join(folder.path, 'task');
  await writeFile(script, await bundle(kind === 'plain' ? 'cold-boot.ts' : 'image-boot.ts'));
  const handler = setting.handler ?? 'index.handler';
  const plan = { kind, taskRoot, handler, report: join(scratch.path, 'report.json'), ...setting.plan };
  await writeFile(join(scratch.path, 'plan.json'), JSON.stringify(plan));
  const child = spawn(builtNode(), [...(kind === 'plain' ? [] : ['--no-memory-reducer']), ...OPTIONS, script], {
    cwd: taskRoot,
    env: { ...environment(setting, taskRoot, handler), ...(kind !== 'plain' && planIn(scratch)) },
    stdio: ['ignore', 'pipe', 'pipe', ...Array(GUARD - 3).fill('ignore'), 'pipe', kind === 'plain' ? 'ignore' : 'pipe'],
    // What it has started is ended with it, and keeps no pipe open.
    detached: true,
  });
  if (kind !== 'plain') wakeWith(child, [builtNode(), ...OPTIONS, script]);
  return { ...(await finished(child, setting.api)), ...(await readReport(plan.report)) };
}

function* inFolder(files: Readonly<Record<string, string>>): Iterable<[string, string]> {
  yield ['task/.keep', ''];
  for (const [name, text] of Object.entries(files)) yield [`task/${name}`, text];
}

function planIn({ path }: TemporaryFolder): Record<string, string> {
  return { SNAPBOOT_IMAGE_PLAN: join(path, 'plan.json') };
}

function environment({ api, env }: ImageSetting, taskRoot: string, handler: string): Record<string, string> {
  return {
    PATH: process.env.PATH ?? '',
    TZ: ':UTC',
    TMPDIR: '/tmp',
    AWS_REGION: 'eu-central-1',
    AWS_LAMBDA_FUNCTION_NAME: 'tested',
    AWS_LAMBDA_FUNCTION_MEMORY_SIZE: '512',
    AWS_LAMBDA_RUNTIME_API: api.address,
    LAMBDA_TASK_ROOT: taskRoot,
    _HANDLER: handler,
    ...env,
  };
}

/** It reads it when it sleeps. */
function wakeWith(child: ChildProcess, texts: readonly string[]): void {
  const pipe = child.stdio[SLEEPS_AT as 4] as unknown as Writable;
  pipe.on('error', () => {});
  pipe.write(texts.map((text) => `${text}\0`).join(''));
}

async function finished(
  child: ChildProcess,
  api: RecordedRuntimeApi,
): Promise<Pick<BootRun, 'end' | 'stdout' | 'stderr'>> {
  const written = { stdout: '', stderr: '' };
  for (const name of ['stdout', 'stderr'] as const) {
    child[name]?.setEncoding('utf8').on('data', (text: string) => {
      written[name] += text;
    });
  }
  const exited = new Promise<string>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code, signal) => resolve(signal ?? `exit ${code}`));
  });
  const end = await Promise.race([api.idle().then(() => 'idle'), exited]);
  if (child.pid !== undefined) endGroup(child.pid);
  await exited;
  return { end, ...written };
}

/** A plain start has written none. */
async function readReport(file: string): Promise<Pick<BootRun, 'report' | 'sleptAt'>> {
  const text = await readFile(file, 'utf8').catch(() => undefined);
  if (text === undefined) return { report: JSON.parse('{"findings":[]}'), sleptAt: Number.NaN };
  // It is the last that it does.
  return { report: JSON.parse(text), sleptAt: (await stat(file)).mtimeMs };
}
