import type { ExtensionFault } from '../extensions/extension-fault.ts';
import type { ProcessExit } from '../processes/process-exit.ts';

/** What can end the processes of an environment while somebody waits for something else of them. */
export type EarlyEndCause =
  | { readonly kind: 'exit'; readonly exit: ProcessExit }
  | { readonly kind: 'fault'; readonly fault: ExtensionFault };

/** The wait for an early end, until it is disposed of. */
export interface EarlyEndWatch extends Disposable {
  readonly cause: Promise<EarlyEndCause>;
}

/**
 * Tells those who wait at that moment, and those who come later. A promise for all of them would hold on to each
 * invocation that ever raced with it, and to its response, for as long as the environment lives.
 */
export class EarlyEnd {
  readonly #waiting = new Set<(cause: EarlyEndCause) => void>();
  #cause: EarlyEndCause | undefined;

  constructor(exited: Promise<ProcessExit>, fatal: Promise<ExtensionFault>) {
    void exited.then((exit) => this.#tell({ kind: 'exit', exit }));
    void fatal.then((fault) => this.#tell({ kind: 'fault', fault }));
  }

  watch(): EarlyEndWatch {
    const { promise, resolve } = Promise.withResolvers<EarlyEndCause>();
    if (this.#cause === undefined) this.#waiting.add(resolve);
    else resolve(this.#cause);
    return { cause: promise, [Symbol.dispose]: () => this.#waiting.delete(resolve) };
  }

  #tell(cause: EarlyEndCause): void {
    if (this.#cause !== undefined) return;
    this.#cause = cause;
    for (const resolve of this.#waiting) resolve(cause);
    this.#waiting.clear();
  }
}
