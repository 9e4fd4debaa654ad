import { isDeepStrictEqual } from 'node:util';
import type { CommandLine } from '../../service/processes/command-line.ts';
import { inOneLine } from '../../service/processes/one-line.ts';
import { BenchError } from '../bench-error.ts';
import type { Launch } from '../conditions/condition.ts';
import { WAIT_AND_BECOME } from '../conditions/wait-and-become.ts';
import { type Exchange, RuntimeApiRecorder } from '../recorder/runtime-api-recorder.ts';
import { atTaskRoot } from './at-task-root.ts';
import type { Contender } from './contender.ts';
import { ContenderFailure } from './contender-failure.ts';
import { ContenderProcess } from './contender-process.ts';
import { LAMBDA_LIMITS, type Limits, lambdaVariables, type Setting } from './lambda-variables.ts';

const SHOWN_RESPONSE = 200;

/** One started contender: its process and the Runtime API that it talks to. Its failures carry its name. */
export class RunningContender implements AsyncDisposable {
  readonly #name: string;
  readonly #setting: Setting;
  readonly #limits: Limits;
  readonly #expected: string | undefined;
  readonly #unlessSaid: string | undefined;
  readonly #recorder: RuntimeApiRecorder;
  readonly #process: ContenderProcess;
  readonly #waits: boolean;
  #spawnedMs: number;
  #phase = 'before it asked for its first event';

  private constructor(contender: Contender, setting: Setting, recorder: RuntimeApiRecorder) {
    const { workload, condition } = setting;
    const { taskRoot, handler } = contender.built ?? workload;
    const under = condition.launch({
      command: commandOf(contender, setting),
      taskRoot,
      ...(contender.layers !== undefined && { layers: contender.layers }),
      variables: setting.variables ?? {},
    });
    const launch = contender.atTaskRoot ? atTaskRoot(under) : setting.waits ? waiting(under) : under;
    const variables = lambdaVariables(
      recorder.address,
      { taskRoot: launch.taskRoot, handler },
      { ...setting, variables: launch.variables },
    );
    this.#name = contender.name;
    this.#setting = setting;
    this.#limits = setting.limits ?? LAMBDA_LIMITS;
    this.#expected = contender.echoes ? workload.event : workload.expected;
    this.#unlessSaid = contender.unlessSaid;
    this.#recorder = recorder;
    this.#waits = launch.waits ?? false;
    this.#spawnedMs = performance.now();
    this.#process = new ContenderProcess(launch, variables);
    condition.started(this.#process.pid);
    void this.#process.ended.then(({ how, said }) => {
      const why = condition.ended(this.#process.pid) ?? (said === '' ? 'it said nothing' : said);
      recorder.fail(new BenchError(`${how} ${this.#phase}: ${why}`));
    });
  }

  /** Spawns the contender's command, under the condition of the setting. */
  static async start(contender: Contender, setting: Setting): Promise<RunningContender> {
    await setting.condition.beforeStart();
    const recorder = await RuntimeApiRecorder.start();
    try {
      const running = new RunningContender(contender, setting, recorder);
      await running.#release();
      return running;
    } catch (error) {
      await recorder[Symbol.asyncDispose]();
      throw error instanceof BenchError ? new ContenderFailure(contender.name, error.message, '') : error;
    }
  }

  /** Just before the process was spawned, or released from its wait, in milliseconds on the recorder's clock. */
  get spawnedMs(): number {
    return this.#spawnedMs;
  }

  /** Waits for the first GET next; gives its time, in milliseconds on the recorder's clock. */
  async ready(): Promise<number> {
    const readyMs = await this.#withLimit(this.#limits.initMs, () => this.#recorder.ready());
    this.#setting.condition.initialised(this.#process.pid);
    return readyMs;
  }

  /**
   * Sends one event; the contender has answered it and asked for the following one when this resolves.
   *
   * @throws BenchError for an answer that is not the right one, too
   */
  async invoke(): Promise<Exchange> {
    this.#phase = 'during an invocation';
    const { event } = this.#setting.workload;
    const exchange = await this.#withLimit(this.#limits.invokeMs, () => this.#recorder.invoke(event));
    this.#checkStart();
    this.#check(exchange.response.toString());
    return exchange;
  }

  /** The end of what the process has written so far. */
  get output(): string {
    return this.#process.output;
  }

  /** The most memory that the process and its descendants have had resident so far, in bytes. */
  peakRssBytes(): number {
    const bytes = this.#process.peakRssBytes();
    if (bytes === undefined) throw this.#failure('ended after its answer');
    return bytes;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#process[Symbol.asyncDispose]();
    await this.#recorder[Symbol.asyncDispose]();
  }

  async #release(): Promise<void> {
    if (!this.#waits) return;
    await this.#process.standing();
    this.#spawnedMs = performance.now();
    this.#process.release();
  }

  #checkStart(): void {
    if (this.#unlessSaid === undefined) return;
    const line = this.#process.output.split('\n').find((each) => each.startsWith(this.#unlessSaid ?? ''));
    if (line !== undefined) throw this.#failure(inOneLine(line));
  }

  #check(response: string): void {
    if (this.#expected === undefined || sameJson(response, this.#expected)) return;
    const found = inOneLine(response).slice(0, SHOWN_RESPONSE);
    throw this.#failure(`answered ${found || 'nothing'} where ${this.#expected} is right`);
  }

  #failure(reason: string): ContenderFailure {
    return new ContenderFailure(this.#name, reason, this.#process.output);
  }

  async #withLimit<T>(limitMs: number, wait: () => Promise<T>): Promise<T> {
    const tooSlow = () => this.#recorder.fail(new BenchError(`took more than ${limitMs / 1000} s ${this.#phase}`));
    const timer = setTimeout(tooSlow, limitMs);
    try {
      return await wait();
    } catch (error) {
      throw error instanceof BenchError ? this.#failure(error.message) : error;
    } finally {
      clearTimeout(timer);
    }
  }
}

/** The same value, however it is written; what is not JSON is compared as text. */
function sameJson(one: string, other: string): boolean {
  try {
    return isDeepStrictEqual(JSON.parse(one), JSON.parse(other));
  } catch {
    return one === other;
  }
}

function waiting(launch: Launch): Launch {
  if (launch.waits) return launch;
  return { ...launch, command: ['/bin/sh', '-c', WAIT_AND_BECOME, 'sh', ...launch.command], waits: true };
}

function commandOf({ command: [program, ...args], flags }: Contender, { memoryMb }: Setting): CommandLine {
  return [program, ...(flags?.(memoryMb) ?? []), ...args];
}
