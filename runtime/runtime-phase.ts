/** Reports an error in the way that is open at the moment. */
export type Fail = (thrown: unknown) => Promise<unknown>;

type Phase =
  /** The service waits: for the end of init, or for the answer to an invocation. */
  | { readonly name: 'init' | 'invoked'; readonly fail: Fail }
  /** An answer, or the error of init, is on its way. */
  | { readonly name: 'answering'; readonly answer: Promise<unknown> }
  | { readonly name: 'answered' }
  /** The next event has been asked for. */
  | { readonly name: 'idle' }
  | { readonly name: 'crashed' };

const FOLLOWING: Readonly<Record<Phase['name'], ReadonlyArray<Phase['name']>>> = {
  init: ['idle', 'answering', 'crashed'],
  idle: ['invoked', 'crashed'],
  invoked: ['answering', 'crashed'],
  answering: ['answered', 'crashed'],
  answered: ['idle', 'crashed'],
  crashed: [],
};

const NEVER: Promise<never> = new Promise(() => {});

/**
 * What the service waits for, from init to the end of the process: all that is sent to it goes through here. It is
 * answered once, by the function or by a crash, whichever comes first. After a crash nothing else goes out, and whoever
 * waits here waits in vain: the process is about to end, and nothing may go on as if nothing had been.
 */
export class RuntimePhase {
  #phase: Phase;
  readonly #initEnds: (() => void) | undefined;

  /** @param initEnds called once, before the call that ends the init phase */
  constructor(failInit: Fail, initEnds?: () => void) {
    this.#phase = { name: 'init', fail: failInit };
    this.#initEnds = initEnds;
  }

  get crashed(): boolean {
    return this.#phase.name === 'crashed';
  }

  /** Asks for the next event: init, or the invocation before, is over. */
  async next<T>(ask: () => Promise<T>): Promise<T> {
    this.#enter({ name: 'idle' });
    return await this.step(ask);
  }

  /** The service has handed out an invocation. */
  begin(fail: Fail): void {
    this.#enter({ name: 'invoked', fail });
  }

  /** Sends what the service waits for; comes back once it has been taken or refused. */
  async answer(send: () => Promise<unknown>): Promise<void> {
    await this.step(() => {
      const { promise: answer, resolve } = Promise.withResolvers<unknown>();
      this.#enter({ name: 'answering', answer });
      resolve(send());
      return answer;
    });
    this.#enter({ name: 'answered' });
  }

  /** Goes on after this step, whether it fails or not, only where there has been no crash. */
  async step<T>(take: () => Promise<T>): Promise<T> {
    try {
      return await (this.crashed ? NEVER : take());
    } finally {
      if (this.crashed) await NEVER;
    }
  }

  /** Reports a crash if the service waits, or waits itself until an answer that is on its way has been taken. */
  async crash(thrown: unknown): Promise<void> {
    const phase = this.#phase;
    this.#enter({ name: 'crashed' });
    if ('fail' in phase) await phase.fail(thrown);
    if ('answer' in phase) await phase.answer;
  }

  #enter(next: Phase): void {
    const { name } = this.#phase;
    if (name === 'crashed') return;
    if (!FOLLOWING[name].includes(next.name)) throw new Error(`the runtime cannot be ${next.name}: it is ${name}`);
    if (name === 'init') this.#initEnds?.();
    this.#phase = next;
  }
}
