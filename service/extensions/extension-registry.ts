import { randomUUID } from 'node:crypto';
import { ApiError } from '../http/api-error.ts';

const MAX_EXTENSIONS = 10;

/** Lifecycle events, in the words of the Extensions API. */
export type LifecycleEvent = 'INVOKE' | 'SHUTDOWN';

/** Hands an event to a request for `event/next` that is parked. */
export type WakeExtension = (event: object) => void;

interface Extension {
  readonly name: string;
  readonly events: readonly LifecycleEvent[];
  state: 'Registered' | 'Ready' | 'Running';
  ready: PromiseWithResolvers<void>;
  wake: WakeExtension | undefined;
}

/** The internal extensions of one environment: who has registered, for which events, and who is ready. */
export class ExtensionRegistry {
  readonly #extensions = new Map<string, Extension>();
  #open = true;

  /** How many have registered: with none, Lambda ends the runtime without a warning. */
  get size(): number {
    return this.#extensions.size;
  }

  /** Resolves when every extension waits for its next event. */
  async ready(): Promise<void> {
    await Promise.all([...this.#extensions.values()].map(({ ready }) => ready.promise));
  }

  /** Init is over: nobody may register any more. */
  close(): void {
    this.#open = false;
  }

  /**
   * Registers an internal extension.
   *
   * @returns its identifier
   * @throws ApiError 403
   */
  register(name: string, events: readonly string[]): string {
    if (!this.#open) throw refused('RegistrationClosed', 'Extension registration closed already');
    if (name === '') throw refused('InvalidExtensionName', 'Empty extension name');
    const wanted = events.map(checkEvent);
    if ([...this.#extensions.values()].some((extension) => extension.name === name)) {
      throw refused('InvalidExtensionState', 'Extension with this name already registered');
    }
    if (this.size >= MAX_EXTENSIONS) throw refused('TooManyExtensions', `Extension limit (${MAX_EXTENSIONS}) reached`);
    const identifier = randomUUID();
    const ready = Promise.withResolvers<void>();
    this.#extensions.set(identifier, { name, events: wanted, state: 'Registered', ready, wake: undefined });
    return identifier;
  }

  /**
   * An extension asks for its next event: it is ready.
   *
   * @returns what to call when the request is gone
   * @throws ApiError 403 for an identifier that is missing or unknown, or a second request beside a parked one
   */
  next(identifier: string | undefined, wake: WakeExtension): () => void {
    const extension = this.#find(identifier);
    if (extension.state === 'Ready') {
      const step = `State transition from Ready to Ready failed for extension ${extension.name}`;
      throw refused('InvalidExtensionState', `${step}. Error: State transition is not allowed`);
    }
    extension.state = 'Ready';
    extension.wake = wake;
    extension.ready.resolve();
    return () => {
      if (extension.wake === wake) extension.wake = undefined;
    };
  }

  /** Wakes every extension that has subscribed to INVOKE. */
  deliverInvoke(event: object): void {
    for (const extension of this.#extensions.values()) {
      if (extension.events.includes('INVOKE')) deliver(extension, event);
    }
  }

  #find(identifier: string | undefined): Extension {
    if (identifier === undefined) {
      throw refused('MissingExtensionIdentifier', 'Missing Lambda-Extension-Identifier header');
    }
    if (!/^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/i.test(identifier)) {
      throw refused('InvalidExtensionIdentifier', 'Invalid Lambda-Extension-Identifier');
    }
    const extension = this.#extensions.get(identifier);
    if (extension === undefined) throw refused('UnknownExtensionIdentifier', `Unknown extension ${identifier}`);
    return extension;
  }
}

function deliver(extension: Extension, event: object): void {
  extension.state = 'Running';
  extension.ready = Promise.withResolvers();
  extension.wake?.(event);
  extension.wake = undefined;
}

function checkEvent(event: string): LifecycleEvent {
  if (event === 'INVOKE') return event;
  const fault = event === 'SHUTDOWN' ? 'ShutdownEventNotSupportedForInternalExtension' : 'ErrorInvalidEventType';
  throw refused('InvalidEventType', `${event}: ${fault}`);
}

function refused(reason: string, message: string): ApiError {
  return new ApiError(403, `Extension.${reason}`, message);
}
