import { INIT_LIMIT_MS } from '../../runtime/protocol/quotas.ts';
import { BenchError } from '../bench-error.ts';
import { type Exchange, RuntimeApiRecorder } from '../recorder/runtime-api-recorder.ts';
import { type Command, ContenderProcess } from './contender-process.ts';
import { lambdaVariables, type Setting, TIMEOUT_MS } from './lambda-variables.ts';

/** A runtime that takes part, ready to be started. */
export interface Contender {
  readonly name: string;
  readonly command: Command;
}

/** One started contender: its process and the Runtime API that it talks to. Its failures carry its name. */
export class RunningContender implements AsyncDisposable {
  /** Just before the process was spawned, in milliseconds on the recorder's clock. */
  readonly spawnedMs: number;
  readonly #name: string;
  readonly #event: string;
  readonly #recorder: RuntimeApiRecorder;
  readonly #process: ContenderProcess;
  #phase = 'before it asked for its first event';

  private constructor(contender: Contender, setting: Setting, recorder: RuntimeApiRecorder) {
    const variables = lambdaVariables(recorder.address, setting);
    const { taskRoot, event } = setting.workload;
    this.#name = contender.name;
    this.#event = event;
    this.#recorder = recorder;
    this.spawnedMs = performance.now();
    this.#process = new ContenderProcess(contender.command, taskRoot, variables);
    void this.#process.ended.then(({ how, said }) => {
      recorder.fail(new BenchError(`${how} ${this.#phase}: ${said === '' ? 'it said nothing' : said}`));
    });
  }

  /** Spawns the contender's command. */
  static async start(contender: Contender, setting: Setting): Promise<RunningContender> {
    const recorder = await RuntimeApiRecorder.start();
    try {
      return new RunningContender(contender, setting, recorder);
    } catch (error) {
      await recorder[Symbol.asyncDispose]();
      throw error;
    }
  }

  /** Waits for the first GET next; gives its time, in milliseconds on the recorder's clock. */
  async ready(): Promise<number> {
    return this.#withLimit(INIT_LIMIT_MS, () => this.#recorder.ready());
  }

  /** Sends one event; the contender has answered it and asked for the following one when this resolves. */
  async invoke(): Promise<Exchange> {
    this.#phase = 'during an invocation';
    return this.#withLimit(TIMEOUT_MS, () => this.#recorder.invoke(this.#event));
  }

  /** The most memory that the process has had resident so far, in bytes. */
  peakRssBytes(): number {
    return this.#process.peakRssBytes();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#process[Symbol.asyncDispose]();
    await this.#recorder[Symbol.asyncDispose]();
  }

  async #withLimit<T>(limitMs: number, wait: () => Promise<T>): Promise<T> {
    const tooSlow = () => this.#recorder.fail(new BenchError(`took more than ${limitMs / 1000} s ${this.#phase}`));
    const timer = setTimeout(tooSlow, limitMs);
    try {
      return await wait();
    } catch (error) {
      throw error instanceof BenchError ? new BenchError(`${this.#name}: ${error.message}`) : error;
    } finally {
      clearTimeout(timer);
    }
  }
}
