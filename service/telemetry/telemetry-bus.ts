import type { TelemetryEvent, UntimedTelemetryEvent } from '../../runtime/protocol/telemetry-events.ts';
import { ApiError } from '../http/api-error.ts';
import { EventBacklog } from './event-backlog.ts';
import type { EventSchema } from './event-schema.ts';
import { logsDropped } from './platform-events.ts';
import { type SubscriptionRequest, subscriptionError } from './subscription-request.ts';
import { TelemetrySubscription } from './telemetry-subscription.ts';

/**
 * Sees every event, as it happens; must not throw. A promise that it returns holds those back whose output becomes
 * events, until it is settled.
 */
export type TelemetryListener = (event: TelemetryEvent) => unknown;

const SUBSCRIPTION_EVENTS = { telemetry: 'platform.telemetrySubscription', logs: 'platform.logsSubscription' } as const;

const CLOSED = {
  telemetry: { errorType: 'Telemetry.SubscriptionClosed', message: 'Telemetry API subscription is closed' },
  logs: { errorType: 'Logs.SubscriptionClosed', message: 'Logs API subscription is closed already' },
} as const;

const API_NAMES = { telemetry: 'Telemetry API', logs: 'Logs API' } as const;

/** All that happens in one environment goes through here: in, once; out, to listeners and to subscribed extensions. */
export class TelemetryBus {
  readonly #listeners = new Set<TelemetryListener>();
  readonly #slow = new Map<Promise<unknown>, Promise<void>>();
  readonly #subscriptions = new Map<string, TelemetrySubscription>();
  #address = '127.0.0.1';
  // There is one exactly as long as an extension may subscribe.
  #backlog: EventBacklog | undefined;

  /** Tells of an event. Returns at once, however slow a subscriber is. */
  emit(event: UntimedTelemetryEvent, time: Date = new Date()): void {
    const timed: TelemetryEvent = { time: time.toISOString(), ...event };
    for (const listener of this.#listeners) this.#holdUntil(listener(timed));
    this.#backlog?.add(timed);
    for (const subscription of this.#subscriptions.values()) subscription.offer(timed);
  }

  /** Resolves when no listener holds anybody back any more; absent while none does. Never rejects. */
  get held(): Promise<unknown> | undefined {
    return this.#slow.size === 0 ? undefined : Promise.all(this.#slow.values());
  }

  /**
   * Adds a listener inside the service.
   *
   * @returns what removes it again
   */
  on(listener: TelemetryListener): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /**
   * Init starts: extensions may subscribe, and will learn what happens from now on. Earlier subscriptions end.
   *
   * @param address of the loopback interface where the extensions of this environment listen. Environments that share
   *   the network of one machine may each have their own, so that the same extension can listen in all of them.
   */
  async openSubscriptions(address = '127.0.0.1'): Promise<void> {
    this.#address = address;
    this.#backlog = new EventBacklog();
    await this.#endSubscriptions();
  }

  /** Init is over: nobody may subscribe any more. */
  closeSubscriptions(): void {
    this.#backlog = undefined;
  }

  /**
   * Adds the subscription of an extension, which gets all events since the start of init; another one that it had is
   * replaced. The same request again changes nothing.
   *
   * @param name of the extension
   * @throws ApiError 403 when init is over; 400 when it has subscribed through the other API
   */
  subscribe(name: string, request: SubscriptionRequest): void {
    const backlog = this.#openBacklog(request.schema.api);
    const former = this.#subscriptions.get(name);
    if (former !== undefined) {
      checkApi(former.request.schema.api, request.schema.api);
      if (JSON.stringify(former.request) === JSON.stringify(request)) return;
      void former[Symbol.asyncDispose]();
    }
    const subscription = new TelemetrySubscription(request, this.#address);
    this.#subscriptions.set(name, subscription);
    replay(backlog, subscription);
    const type = SUBSCRIPTION_EVENTS[request.schema.api];
    this.emit({ type, record: { name, state: 'Subscribed', types: request.types } });
  }

  /**
   * @param api through which an extension wants to subscribe
   * @throws ApiError 403 when init is over
   */
  checkOpen(api: EventSchema['api']): void {
    this.#openBacklog(api);
  }

  /**
   * Delivers all that is buffered, as far as the subscribers take it.
   *
   * @param deadlineMs Unix epoch in milliseconds after which nobody is waited for
   */
  async flush(deadlineMs: number): Promise<void> {
    await Promise.all([...this.#subscriptions.values()].map((subscription) => subscription.flush(deadlineMs)));
  }

  /** Ends all subscriptions without a flush. Listeners stay: they may want to hear the last events. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.closeSubscriptions();
    await this.#endSubscriptions();
  }

  #holdUntil(taken: unknown): void {
    if (!(taken instanceof Promise) || this.#slow.has(taken)) return;
    const goOn = (): void => void this.#slow.delete(taken);
    this.#slow.set(taken, taken.then(goOn, goOn));
  }

  #openBacklog(api: EventSchema['api']): EventBacklog {
    if (this.#backlog !== undefined) return this.#backlog;
    throw new ApiError(403, CLOSED[api].errorType, CLOSED[api].message);
  }

  async #endSubscriptions(): Promise<void> {
    const subscriptions = [...this.#subscriptions.values()];
    this.#subscriptions.clear();
    await Promise.all(subscriptions.map((subscription) => subscription[Symbol.asyncDispose]()));
  }
}

function checkApi(former: EventSchema['api'], wanted: EventSchema['api']): void {
  if (former === wanted) return;
  throw subscriptionError(wanted, `the extension has subscribed through the ${API_NAMES[former]} already`);
}

function replay(backlog: EventBacklog, subscription: TelemetrySubscription): void {
  for (const event of backlog.events) subscription.offer(event);
  if (backlog.dropped.records === 0) return;
  const record = logsDropped(backlog.dropped);
  subscription.offer({ time: new Date().toISOString(), type: 'platform.logsDropped', record });
}
