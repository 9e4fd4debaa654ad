import assert from 'node:assert';
import type { Invocation } from '../../runtime/protocol/invocation.ts';
import { ApiError } from '../http/api-error.ts';
import type { InvocationAnswer, InvocationError, StreamReceiver } from './invocation-answer.ts';
import { changeState, type RuntimeState } from './runtime-state.ts';

/** Hands an invocation to a request for `next` that is parked. */
export type WakeNext = (invocation: Invocation) => void;

/** An invocation on its way through the runtime. */
export interface InvocationInProgress {
  readonly invocation: Invocation;
  /** Absent when the caller wants a streamed response collected. */
  readonly receiver: StreamReceiver | undefined;
  readonly answer: PromiseWithResolvers<InvocationAnswer>;
  /** Unix epoch in milliseconds at which the answer began to arrive. */
  answerBeganMs?: number;
}

/** The conversation with one runtime process: what it has asked for, and which answer it owes. */
export class RuntimeSession {
  #state: RuntimeState = 'Started';
  #ready = Promise.withResolvers<void>();
  readonly #initialised = Promise.withResolvers<void>();
  readonly #restoreFailed = Promise.withResolvers<InvocationError>();
  #wakeRestored: (() => void) | undefined;
  #current: InvocationInProgress | undefined;
  #initError: InvocationError | undefined;
  readonly #parked = new Set<WakeNext>();

  /** Resolves when the runtime waits, for its first invocation or to be restored: this ends its init phase. */
  get initialised(): Promise<void> {
    return this.#initialised.promise;
  }

  /** Resolves when the runtime waits for its next invocation. */
  get ready(): Promise<void> {
    return this.#ready.promise;
  }

  /** When the answer to the current invocation began to arrive, as a Unix epoch in milliseconds. */
  get answerBeganMs(): number | undefined {
    return this.#current?.answerBeganMs;
  }

  /** What the runtime has posted to init/error. */
  get initError(): InvocationError | undefined {
    return this.#initError;
  }

  /** Whether the runtime is ready for a snapshot: it waits for `restore` before it takes an invocation. */
  get awaitsRestore(): boolean {
    return this.#state === 'RestoreReady';
  }

  /** Resolves when the runtime has reported that it could not be restored. */
  get restoreFailed(): Promise<InvocationError> {
    return this.#restoreFailed.promise;
  }

  /** Tells the runtime that it is a restored copy. Once it has done what it has to do then, it is `ready`. */
  restore(): void {
    assert(this.awaitsRestore, 'the runtime has not asked to be restored');
    this.#moveTo('Restoring');
    this.#wakeRestored?.();
  }

  /** Gives an invocation to the runtime, which must be ready, and waits for its answer. */
  deliver(invocation: Invocation, receiver?: StreamReceiver): Promise<InvocationAnswer> {
    assert(this.#state === 'Ready', 'the runtime has not asked for an invocation');
    this.#moveTo('Running');
    this.#ready = Promise.withResolvers();
    this.#current = { invocation, receiver, answer: Promise.withResolvers() };
    const [wake] = this.#parked;
    if (wake !== undefined) this.#parked.delete(wake);
    wake?.(invocation);
    return this.#current.answer.promise;
  }

  /**
   * The runtime asks for its next invocation.
   *
   * @returns what to call when the request is gone
   */
  next(wake: WakeNext): () => void {
    // Asking again instead of answering brings the same invocation once more, at once.
    if (this.#state === 'Running' && this.#current) wake(this.#current.invocation);
    else this.#park(wake);
    return () => this.#parked.delete(wake);
  }

  /**
   * The runtime is ready for a snapshot.
   *
   * @param wake answers it once it is restored
   * @throws ApiError 403 when init is over
   */
  restoreNext(wake: () => void): void {
    this.#moveTo('RestoreReady');
    this.#wakeRestored = wake;
    this.#initialised.resolve();
  }

  /**
   * The runtime cannot go on in its restored copy.
   *
   * @throws ApiError 403 when it is not being restored
   */
  failRestore(error: InvocationError): void {
    this.#moveTo('RuntimeRestoreErrorState');
    this.#restoreFailed.resolve(error);
  }

  /**
   * The runtime begins to answer an invocation.
   *
   * @throws ApiError 400 for an id that is not the current one, 403 for an answer out of turn, in this order
   */
  beginAnswer(
    kind: 'InvocationResponse' | 'InvocationErrorResponse',
    requestId: string,
    invocationId?: string,
  ): InvocationInProgress {
    const current = this.#current;
    if (current?.invocation.requestId !== requestId) throw new ApiError(400, 'InvalidRequestID', 'Invalid request ID');
    if (invocationId !== undefined && invocationId !== (current.invocation.invocationId ?? invocationId)) {
      throw new ApiError(400, 'InvalidInvocationId', 'Invalid invocation ID');
    }
    this.#moveTo(kind);
    current.answerBeganMs = performance.timeOrigin + performance.now();
    return current;
  }

  /** The answer has arrived in full. */
  endAnswer(answer: InvocationAnswer): void {
    this.#moveTo('RuntimeResponseSentState');
    this.#current?.answer.resolve(answer);
  }

  /**
   * The runtime cannot initialise. Init ends when its process exits, not here. Of a runtime that is being restored, it
   * is taken as the error of that.
   *
   * @throws ApiError 403 when init is over
   */
  failInit(error: InvocationError): void {
    if (this.#state === 'Restoring') {
      this.failRestore(error);
      return;
    }
    this.#moveTo('InitError');
    this.#initError = error;
  }

  #park(wake: WakeNext): void {
    this.#moveTo('Ready');
    this.#current = undefined;
    this.#parked.add(wake);
    this.#initialised.resolve();
    this.#ready.resolve();
  }

  #moveTo(state: RuntimeState): void {
    this.#state = changeState(this.#state, state);
  }
}
