import type { ServiceEvent } from './service-event.ts';

/** An event with the time when it happened, in milliseconds since 1970 with a fraction. */
export type TimedServiceEvent = ServiceEvent & { readonly timeMs: number };

/** Sees every event as it happens; must be quick, and must not throw. */
export type ServiceEventListener = (event: TimedServiceEvent) => void;

/** All that happens in a service, for metrics, traces and whoever watches it. */
export class ServiceEvents {
  readonly #listeners = new Set<ServiceEventListener>();

  emit(event: ServiceEvent): void {
    if (this.#listeners.size === 0) return;
    const timed = { ...event, timeMs: performance.timeOrigin + performance.now() };
    for (const listener of this.#listeners) listener(timed);
  }

  /** @returns what removes the listener again */
  on(listener: ServiceEventListener): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }
}
