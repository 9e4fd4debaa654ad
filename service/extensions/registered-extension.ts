import type { LifecycleEvent } from '../../runtime/protocol/extensions-api.ts';
import type { ExtensionRecord } from '../../runtime/protocol/telemetry-events.ts';
import { canChangeState, changeExtensionState, type ExtensionState } from './extension-state.ts';

/** Hands an event to a request for `event/next` that is parked; only INVOKE events have an identifier. */
export type WakeExtension = (event: object, eventIdentifier?: string) => void;

interface LifecycleDelivery {
  readonly event: object;
  readonly eventIdentifier: string | undefined;
}

/** One extension of an environment: its state, and who waits for what. */
export class RegisteredExtension {
  readonly name: string;
  readonly identifier: string;
  readonly kind: 'internal' | 'external';
  #state: ExtensionState = 'Started';
  #events: readonly LifecycleEvent[] = [];
  #errorType: string | undefined;
  #parked: WakeExtension | undefined;
  #undelivered: LifecycleDelivery | undefined;
  #ready = Promise.withResolvers<void>();
  readonly #registered = Promise.withResolvers<void>();

  constructor(name: string, identifier: string, kind: 'internal' | 'external') {
    this.name = name;
    this.identifier = identifier;
    this.kind = kind;
  }

  get state(): ExtensionState {
    return this.#state;
  }

  /** Resolves when it has registered, or never will. */
  get registered(): Promise<void> {
    return this.#registered.promise;
  }

  /** Resolves when it waits for its next event. */
  get ready(): Promise<void> {
    return this.#ready.promise;
  }

  /** What telemetry says about it. */
  get record(): ExtensionRecord {
    const record = { name: this.name, state: this.#state, events: this.#events };
    return this.#errorType === undefined ? record : { ...record, errorType: this.#errorType };
  }

  wants(event: LifecycleEvent): boolean {
    return this.#events.includes(event);
  }

  /** @throws ApiError 403 when it has registered before, or could not be started */
  register(events: readonly LifecycleEvent[]): void {
    this.#state = changeExtensionState(this.#state, 'Registered', this.name);
    this.#events = events;
    this.#registered.resolve();
  }

  /**
   * Parks a request, or answers it with an event that came in between.
   *
   * @returns what to call when the request is gone
   * @throws ApiError 403 beside a request that is parked already
   */
  park(wake: WakeExtension): () => void {
    this.#state = changeExtensionState(this.#state, 'Ready', this.identifier);
    this.#ready.resolve();
    this.#parked = wake;
    const missed = this.#undelivered;
    if (missed !== undefined) this.deliver(missed.event, missed.eventIdentifier);
    return () => {
      if (this.#parked === wake) this.#parked = undefined;
    };
  }

  /** Sends an event to the parked request; an extension that is still at work finds it when it asks. */
  deliver(event: object, eventIdentifier?: string): void {
    if (this.#state !== 'Ready') {
      if (canChangeState(this.#state, 'Ready')) this.#undelivered = { event, eventIdentifier };
      return;
    }
    this.#undelivered = undefined;
    this.#state = 'Running';
    this.#ready = Promise.withResolvers();
    this.#parked?.(event, eventIdentifier);
    this.#parked = undefined;
  }

  /** @throws ApiError 403 for a report in the wrong state */
  fail(state: 'InitError' | 'ExitError', errorType: string): void {
    this.#state = changeExtensionState(this.#state, state, this.identifier);
    this.#errorType = errorType;
  }

  /** Its file could not be started. */
  failLaunch(errorType: string): void {
    this.#state = 'LaunchError';
    this.#errorType = errorType;
    this.#registered.resolve();
  }

  /** Its process is gone. Only an orderly shutdown changes its state: Lambda leaves that of a crashed one as it was. */
  exit(end: 'Exited' | 'ShutdownFailed' | 'crashed'): void {
    if (end !== 'crashed' && canChangeState(this.#state, end)) this.#state = end;
    this.#parked = undefined;
    this.#registered.resolve();
  }
}
