import { randomUUID } from 'node:crypto';
import type { ShutdownReason } from '../../runtime/protocol/extensions-api.ts';
import type { ExtensionRecord } from '../../runtime/protocol/telemetry-events.ts';
import { ApiError } from '../http/api-error.ts';
import { describeExtensionExit, type ExtensionExit, type ExtensionFault } from './extension-fault.ts';
import { shutdownEvent } from './lifecycle-events.ts';
import { checkEvents } from './register-request.ts';
import { RegisteredExtension, type WakeExtension } from './registered-extension.ts';

const MAX_EXTENSIONS = 10;

// Lambda's time for SIGTERM and SHUTDOWN together, in milliseconds.
const SHUTDOWN_BUDGETS = { none: 0, internal: 500, external: 2000 } as const;

const REPORT_FAULTS = { InitError: 'Extension.InitError', ExitError: 'Extension.ExitError' } as const;

/** Why the file of an extension could not be started, in the words of `platform.extension`. */
export type LaunchErrorType = 'PermissionDenied' | 'TooManyExtensions' | 'UnknownError';

/**
 * The extensions of one environment, from the start of its init to the end: who is there, for which events, who is
 * ready, and whose fault ends it. A reset environment gets a new one.
 */
export class ExtensionRegistry {
  readonly #extensions = new Map<string, RegisteredExtension>();
  readonly #fatal = Promise.withResolvers<ExtensionFault>();
  #reported: ExtensionFault | undefined;
  #open = true;
  #shuttingDown = false;

  /** How many there are, started or registered: with none, Lambda ends the runtime without a warning. */
  get size(): number {
    return this.#extensions.size;
  }

  /** Milliseconds that Lambda grants runtime and extensions to shut down. */
  get shutdownBudgetMs(): number {
    if (this.#all.some(({ kind }) => kind === 'external')) return SHUTDOWN_BUDGETS.external;
    return this.size > 0 ? SHUTDOWN_BUDGETS.internal : SHUTDOWN_BUDGETS.none;
  }

  /** The records of `platform.extension`, in the order of their start. */
  get records(): readonly ExtensionRecord[] {
    return this.#all.map(({ record }) => record);
  }

  /** The first error that an extension has reported. It decides the error type, whoever's process ends then. */
  get reported(): ExtensionFault | undefined {
    return this.#reported;
  }

  /** Resolves with the first fault that ends the init or the invocation under way; never rejects. */
  get fatal(): Promise<ExtensionFault> {
    return this.#fatal.promise;
  }

  /** Resolves when every external extension that was added has registered, or never will: see `fatal`. */
  async registered(): Promise<void> {
    await Promise.all(this.#all.map(({ registered }) => registered));
  }

  /** Resolves when every extension waits for its next event. */
  async ready(): Promise<void> {
    await Promise.all(this.#all.map(({ ready }) => ready));
  }

  /** Init is over for the runtime: no internal extension may register any more. */
  close(): void {
    this.#open = false;
  }

  /**
   * Adds an external extension, just before its process starts.
   *
   * @returns whether it may start; the eleventh may not, which is its launch error
   */
  addExternal(name: string): boolean {
    this.#add(name, 'external');
    if (this.size <= MAX_EXTENSIONS) return true;
    this.failLaunch(name, 'TooManyExtensions', 'ErrTooManyExtensions');
    return false;
  }

  /** The file of an external extension could not be started; `message` says why in one line. */
  failLaunch(name: string, errorType: LaunchErrorType, message: string): void {
    this.#external(name)?.failLaunch(errorType);
    this.#fail({ errorType: 'Extension.LaunchError', extension: name, message });
  }

  /**
   * Registers an extension: one that was added as external, else an internal one.
   *
   * @returns its identifier
   * @throws ApiError 403
   */
  register(name: string, events: readonly string[]): string {
    if (name === '') throw refused('InvalidExtensionName', 'Empty extension name');
    const known = this.#external(name);
    const wanted = checkEvents(events, known?.kind ?? 'internal');
    const extension = known ?? this.#createInternal(name);
    extension.register(wanted);
    return extension.identifier;
  }

  /**
   * The name of a registered extension.
   *
   * @throws ApiError 403 for an identifier that is missing, no UUID or unknown
   */
  nameOf(identifier: string | undefined): string {
    return this.#find(identifier).name;
  }

  /**
   * An extension asks for its next event: it is ready.
   *
   * @returns what to call when the request is gone
   * @throws ApiError 403 for an unknown extension, or a second request beside a parked one
   */
  next(identifier: string | undefined, wake: WakeExtension): () => void {
    return this.#find(identifier).park(wake);
  }

  /**
   * An extension reports that it cannot go on. As with a runtime, the end is when its process exits, not here.
   *
   * @throws ApiError 403
   */
  reportError(identifier: string | undefined, state: 'InitError' | 'ExitError', errorType: string): void {
    const extension = this.#find(identifier);
    extension.fail(state, errorType);
    this.#reported ??= { errorType: REPORT_FAULTS[state], extension: extension.name, message: errorType };
  }

  /** The process of an external extension has ended: a fault, with any status, unless the environment shuts down. */
  exited(name: string, exit: ExtensionExit): void {
    const orderly = exit.kind === 'exited' && exit.status === 0;
    if (this.#shuttingDown) {
      this.#external(name)?.exit(orderly ? 'Exited' : 'ShutdownFailed');
      return;
    }
    this.#external(name)?.exit('crashed');
    this.#fail({ errorType: 'Extension.Crash', extension: name, message: describeExtensionExit(exit) });
  }

  /**
   * Wakes every extension that has subscribed to INVOKE.
   *
   * @returns their names
   */
  deliverInvoke(event: object): readonly string[] {
    const eventIdentifier = randomUUID();
    const subscribed = this.#all.filter((extension) => extension.wants('INVOKE'));
    for (const extension of subscribed) extension.deliver(event, eventIdentifier);
    return subscribed.map(({ name }) => name);
  }

  /**
   * Tells every external extension that has subscribed to SHUTDOWN. From now on an exit is no crash.
   *
   * @param deadlineMs Unix epoch at which whoever is left is killed
   * @returns their names; Lambda kills the other external extensions at once
   */
  deliverShutdown(reason: ShutdownReason, deadlineMs: number): readonly string[] {
    this.#shuttingDown = true;
    const subscribed = this.#all.filter((extension) => extension.wants('SHUTDOWN'));
    for (const extension of subscribed) extension.deliver(shutdownEvent(reason, deadlineMs));
    return subscribed.map(({ name }) => name);
  }

  /** The environment ends, and SHUTDOWN comes later or not at all: from now on an exit is no crash. */
  beginShutdown(): void {
    this.#shuttingDown = true;
  }

  get #all(): readonly RegisteredExtension[] {
    return [...this.#extensions.values()];
  }

  #add(name: string, kind: 'internal' | 'external'): RegisteredExtension {
    const extension = new RegisteredExtension(name, randomUUID(), kind);
    this.#extensions.set(extension.identifier, extension);
    return extension;
  }

  #createInternal(name: string): RegisteredExtension {
    if (!this.#open) throw refused('RegistrationClosed', 'Extension registration closed already');
    if (this.#all.some((extension) => extension.name === name)) {
      throw refused('InvalidExtensionState', 'Extension with this name already registered');
    }
    if (this.size >= MAX_EXTENSIONS) throw refused('TooManyExtensions', `Extension limit (${MAX_EXTENSIONS}) reached`);
    return this.#add(name, 'internal');
  }

  #external(name: string): RegisteredExtension | undefined {
    return this.#all.find((extension) => extension.kind === 'external' && extension.name === name);
  }

  #find(identifier: string | undefined): RegisteredExtension {
    if (!identifier) throw refused('MissingExtensionIdentifier', 'Missing Lambda-Extension-Identifier header');
    if (!/^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/i.test(identifier)) {
      throw refused('InvalidExtensionIdentifier', 'Invalid Lambda-Extension-Identifier');
    }
    const extension = this.#extensions.get(identifier.toLowerCase());
    if (extension === undefined) throw refused('UnknownExtensionIdentifier', `Unknown extension ${identifier}`);
    return extension;
  }

  /** The first error that was reported decides the type, the process that ends has the last word. */
  #fail(fault: ExtensionFault): void {
    const { errorType, extension } = this.#reported ?? fault;
    this.#fatal.resolve({ errorType, extension, message: fault.message });
  }
}

function refused(reason: string, message: string): ApiError {
  return new ApiError(403, `Extension.${reason}`, message);
}
