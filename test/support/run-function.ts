import { type ChildProcess, spawn } from 'node:child_process';
import { EventEmitter, once } from 'node:events';
import { Readable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { inject } from 'vitest';
import { builtBootstrap } from './built-layer.ts';
import { compiledTaskRoot } from './compiled-task-root.ts';
import type { RecordedRuntimeApi } from './recorded-runtime-api.ts';
import { type TemporaryFolder, temporaryFolder } from './temporary-folder.ts';

const IMAGE_NOTE = /^snapboot: the process image is not used, .*\n/m;
const FIXTURES = fileURLToPath(new URL('../fixtures/functions', import.meta.url));

declare module 'vitest' {
  interface ProvidedContext {
    /** How functions start: as they are, from the layer's image, or compiled first. */
    bootMode: 'plain' | 'image' | 'compiled';
  }
}

/** The name of a file in test/fixtures/functions without its extension, or files by their path in the task root. */
export type FunctionCode = string | Readonly<Record<string, string>>;

export interface FunctionSetting {
  readonly api: RecordedRuntimeApi;
  /** By default the export `handler`: of the fixture, or of `index`. */
  readonly handler?: string;
  /** Adds to what Lambda sets, or takes its place, or (undefined) takes it away. */
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** By default the built bootstrap by its absolute path. */
  readonly command?: readonly [string, ...string[]];
  /** By default the task root, as in Lambda. */
  readonly cwd?: string;
  /** Offers descriptor 3 for framed logs. */
  readonly telemetryDescriptor?: boolean;
}

/** What a function has written, and how it came to its end. */
export interface FunctionRun {
  /** `idle`: asked for more events than there are; otherwise `exit 3` or the name of a signal. */
  readonly end: string;
  readonly stdout: string;
  readonly stderr: string;
  /** What came over the telemetry descriptor. */
  readonly frames: Buffer;
  /** What the bootstrap was started with. */
  readonly given: Readonly<Record<string, string>>;
}

/** Runs a function on the built layer until it has answered all events, or has come to an end of its own. */
export async function runFunction(code: FunctionCode, setting: FunctionSetting): Promise<FunctionRun> {
  await using running = await startFunction(code, setting);
  const end = await Promise.race([setting.api.idle().then(() => 'idle'), running.exited]);
  await running.kill();
  const { stdout, stderr, frames, given } = running;
  return { end, stdout, stderr: withoutNote(stderr), frames, given };
}

// Many tests ask for what a faster start does without: a wrapper, other variables. That this is told has tests of its own.
export function withoutNote(stderr: string): string {
  return inject('bootMode') === 'image' ? stderr.replace(IMAGE_NOTE, '') : stderr;
}

/** Starts a function on the built layer, with the environment that Lambda gives it and nothing else. */
export async function startFunction(code: FunctionCode, setting: FunctionSetting): Promise<RunningFunction> {
  const handler = setting.handler ?? `${typeof code === 'string' ? code : 'index'}.handler`;
  const folder = await folderOf(code, handler);
  const taskRoot = folder?.path ?? FIXTURES;
  const [program, ...args] = setting.command ?? [builtBootstrap()];
  const env = environmentOf(setting, taskRoot, handler);
  const child = spawn(program, args, {
    cwd: setting.cwd ?? taskRoot,
    env,
    stdio: ['ignore', 'pipe', 'pipe', setting.telemetryDescriptor ? 'pipe' : 'ignore'],
    // A process group of its own, as in Lambda.
    detached: true,
  });
  return new RunningFunction(child, taskRoot, env, async () => folder?.[Symbol.asyncDispose]());
}

/** None where the function can be run where it lies. */
async function folderOf(code: FunctionCode, handler: string): Promise<TemporaryFolder | undefined> {
  const folder = typeof code === 'string' ? undefined : await temporaryFolder(code);
  if (inject('bootMode') !== 'compiled') return folder;
  await using _source = folder;
  return await compiledTaskRoot(folder?.path ?? FIXTURES, handler);
}

function environmentOf(setting: FunctionSetting, taskRoot: string, handler: string): Record<string, string> {
  const all = { ...lambdaEnvironment(setting, taskRoot, handler), ...setting.env };
  return Object.fromEntries(Object.entries(all).filter((entry): entry is [string, string] => entry[1] !== undefined));
}

function lambdaEnvironment({ api, telemetryDescriptor }: FunctionSetting, taskRoot: string, handler: string): object {
  return {
    PATH: process.env.PATH,
    LANG: 'en_US.UTF-8',
    TZ: ':UTC',
    AWS_REGION: 'eu-central-1',
    AWS_DEFAULT_REGION: 'eu-central-1',
    AWS_LAMBDA_FUNCTION_NAME: 'tested',
    AWS_LAMBDA_FUNCTION_VERSION: '$LATEST',
    AWS_LAMBDA_FUNCTION_MEMORY_SIZE: '128',
    AWS_LAMBDA_LOG_GROUP_NAME: '/aws/lambda/tested',
    AWS_LAMBDA_LOG_STREAM_NAME: '2026/01/01/[$LATEST]0123456789abcdef0123456789abcdef',
    AWS_LAMBDA_INITIALIZATION_TYPE: 'on-demand',
    AWS_LAMBDA_RUNTIME_API: api.address,
    LAMBDA_TASK_ROOT: taskRoot,
    _HANDLER: handler,
    ...(telemetryDescriptor && { _LAMBDA_TELEMETRY_LOG_FD: '3' }),
  };
}

/** A function's process. It ends with the test, whatever happens. */
export class RunningFunction {
  readonly taskRoot: string;
  /** The variables that the process was started with. */
  readonly given: Readonly<Record<string, string>>;
  /** `exit 3`, or the name of a signal; by then all that was written has been read. */
  readonly exited: Promise<string>;
  stdout = '';
  stderr = '';
  readonly #child: ChildProcess;
  readonly #cleanUp: () => Promise<void>;
  readonly #frames: Buffer[] = [];
  readonly #output = new EventEmitter();

  constructor(
    child: ChildProcess,
    taskRoot: string,
    given: Readonly<Record<string, string>>,
    cleanUp: () => Promise<void>,
  ) {
    this.#child = child;
    this.taskRoot = taskRoot;
    this.given = given;
    this.#cleanUp = cleanUp;
    this.exited = new Promise((resolve, reject) => {
      child.once('error', reject);
      child.once('close', (code, signal) => resolve(signal ?? `exit ${code}`));
    });
    // Who waits for the exit sees that the process could not even start.
    this.exited.catch(() => {});
    child.stdout?.setEncoding('utf8').on('data', (text: string) => {
      this.stdout += text;
      this.#output.emit('more');
    });
    child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      this.stderr += text;
      this.#output.emit('more');
    });
    child.stdio[3]?.on('data', (bytes: Buffer) => this.#frames.push(bytes));
  }

  get frames(): Buffer {
    return Buffer.concat(this.#frames);
  }

  /** Waits until standard output holds this text. */
  async writes(text: string): Promise<void> {
    while (!this.stdout.includes(text)) await once(this.#output, 'more');
  }

  /** Stops reading what the function writes, so that the pipes fill up; gives a function that goes on. */
  pauseReading(): () => void {
    const streams = this.#child.stdio.slice(1).filter((stream) => stream instanceof Readable);
    for (const stream of streams) stream.pause();
    return () => {
      for (const stream of streams) stream.resume();
    };
  }

  /** Closes the end of the pipe at which standard output is read. */
  async stopReading(): Promise<void> {
    const { stdout } = this.#child;
    if (stdout === null) return;
    stdout.destroy();
    await once(stdout, 'close');
  }

  /** Sends a signal without waiting for what comes of it. */
  signal(signal: NodeJS.Signals): void {
    this.#child.kill(signal);
  }

  /** Ends the process at once, unless it has ended already. */
  async kill(): Promise<void> {
    if (this.#child.pid !== undefined && this.#child.exitCode === null) endGroup(this.#child.pid);
    this.#child.kill('SIGKILL');
    await this.exited;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    try {
      await this.kill();
    } finally {
      await this.#cleanUp();
    }
  }
}

/** Ends a process that leads a group, with all that it has started. */
export function endGroup(leader: number): void {
  try {
    process.kill(-leader, 'SIGKILL');
  } catch {
    // It has ended meanwhile, and what it has left behind as well.
  }
}
