import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { BARE_PLATFORM } from '../../../service/environments/platform.ts';
import { functionConfig } from '../../../service/functions/function-config.ts';
import { FunctionHost } from '../../../service/run/function-host.ts';
import { BuildError } from '../../build-error.ts';
import { globalsFor } from './lazy-globals.ts';
import { initFault, invokeFault } from './sample-faults.ts';

/** A function that is run to learn what it needs. */
export interface TrainingPlan {
  /** Absolute path of the folder that holds the bundle, and beside it a file for compiled code, of whatever content. */
  readonly taskRoot: string;
  readonly handler: string;
  /** Absolute path of the program that Lambda would start. */
  readonly bootstrap: string;
  readonly events: readonly SampleEvent[];
  readonly variables: Readonly<Record<string, string>>;
}

/** An event that a function is trained and measured with. */
export interface SampleEvent {
  /** What the user calls it. */
  readonly name: string;
  readonly payload: Buffer;
}

/** What a run has shown. */
export interface TrainingResult {
  /** What V8 has compiled of the bundle; none where the function is no bundle. */
  readonly code: Buffer | undefined;
  readonly nodeVersion: string;
  readonly v8Version: string;
  /** V8 takes the code where `v8.cachedDataVersionTag()` is the same. */
  readonly v8Tag: number;
  /** Built-in modules that were loaded in an invocation, not before. */
  readonly lateBuiltins: readonly string[];
  /** Globals of Node.js that were there, but loaded in an invocation, not before. */
  readonly lateGlobals: readonly string[];
}

interface Answer {
  readonly node: string;
  readonly v8: string;
  readonly tag: number;
  readonly builtins: readonly string[];
  /** Names of Node.js's own modules. */
  readonly internals: readonly string[];
}

const HOOK = fileURLToPath(new URL('training-hook.cjs', import.meta.url));
// Nobody waits for it: as much as Lambda allows.
const TIMEOUT_MS = 900_000;
const MEMORY_MB = 3008;
const ANSWER_LIMIT_MS = 60_000;
const POLL_MS = 5;

/**
 * Runs a function in an execution environment, with all sample events, and takes what V8 has compiled of it by then.
 *
 * @throws BuildError when it does not load, or fails for an event
 */
export async function trainingRun(plan: TrainingPlan): Promise<TrainingResult> {
  const folder = await mkdtemp(join(tmpdir(), 'snapboot-training-'));
  try {
    await using host = hostOf(plan, folder);
    const init = await host.init();
    if (init.state !== 'ready') throw new BuildError(initFault(init));
    const loaded = await ask(folder);
    for (const event of plan.events) await invoke(host, event);
    const { node, v8, tag, builtins, internals } = await ask(folder);
    const lateBuiltins = builtins.filter((name) => !loaded.builtins.includes(name));
    const lateGlobals = globalsFor(internals.filter((name) => !loaded.internals.includes(name)));
    const code = await readFile(join(folder, 'code')).catch(() => undefined);
    return { code, nodeVersion: node, v8Version: v8, v8Tag: tag, lateBuiltins, lateGlobals };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function hostOf({ taskRoot, handler, bootstrap, variables }: TrainingPlan, folder: string): FunctionHost {
  const hook = `--require "${HOOK.replaceAll(/["\\]/g, '\\$&')}"`;
  const options = variables.NODE_OPTIONS === undefined ? hook : `${variables.NODE_OPTIONS} ${hook}`;
  const config = functionConfig({
    name: 'training',
    taskRoot,
    handler,
    memoryMb: MEMORY_MB,
    timeoutMs: TIMEOUT_MS,
    variables: { ...variables, NODE_OPTIONS: options, SNAPBOOT_TRAINING: folder },
  });
  // Without a sandbox: the answers are files outside of it.
  return new FunctionHost({ function: config, bootstrap, platform: BARE_PLATFORM, onLogLine: () => {} });
}

async function invoke(host: FunctionHost, { name, payload }: SampleEvent): Promise<void> {
  const { outcome } = await host.invoke(payload, { begin() {}, write() {} });
  if (outcome.state !== 'succeeded') throw new BuildError(invokeFault(name, outcome));
}

async function ask(folder: string): Promise<Answer> {
  const file = join(folder, 'answer');
  await writeFile(join(folder, 'question'), '');
  const limit = AbortSignal.timeout(ANSWER_LIMIT_MS);
  while (!existsSync(file)) {
    if (limit.aborted) throw new BuildError('the function blocks its event loop while it waits for events');
    await sleep(POLL_MS);
  }
  const answer = JSON.parse(await readFile(file, 'utf8')) as Answer;
  await rm(file);
  return answer;
}
