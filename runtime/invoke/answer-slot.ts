/** Reports an error in the way that is open at the moment. */
export type Fail = (thrown: unknown) => Promise<void>;

type State =
  | { readonly name: 'idle' }
  | { readonly name: 'open'; readonly fail: Fail }
  | { readonly name: 'answering'; readonly answer: Promise<void> }
  | { readonly name: 'crashed' };

/**
 * What the service waits for, an invocation's answer or the end of init, is answered once: by the function or by a
 * crash, whichever comes first. The other is too late, for the service refuses a second answer.
 */
export class AnswerSlot {
  #state: State = { name: 'idle' };

  /** The service begins to wait. */
  open(fail: Fail): void {
    if (this.#state.name !== 'crashed') this.#state = { name: 'open', fail };
  }

  /** The service waits no longer, and nothing needs to be sent for that. */
  close(): void {
    if (this.#state.name === 'open') this.#state = { name: 'idle' };
  }

  /** Sends the function's answer. Never resolves after a crash: the process is about to end. */
  async settle(send: () => Promise<void>): Promise<void> {
    if (this.#state.name === 'crashed') return new Promise(() => {});
    const answer = send();
    this.#state = { name: 'answering', answer };
    await answer;
    if ((this.#state as State).name === 'crashed') return new Promise(() => {});
    this.#state = { name: 'idle' };
  }

  /** Reports a crash if the service waits, or waits itself until an answer that is on its way has been taken. */
  async crash(thrown: unknown): Promise<void> {
    const state = this.#state;
    this.#state = { name: 'crashed' };
    if (state.name === 'open') await state.fail(thrown);
    if (state.name === 'answering') await state.answer;
  }
}
