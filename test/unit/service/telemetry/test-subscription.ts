import type { TelemetryEvent } from '../../../../runtime/protocol/telemetry-events.ts';
import type { Buffering, SubscriptionRequest } from '../../../../service/telemetry/subscription-request.ts';
import type { TelemetrySubscription } from '../../../../service/telemetry/telemetry-subscription.ts';
import { startTelemetryListener } from './telemetry-listener.ts';

const NEVER_MS = 600_000;

export const TIME = '2026-01-01T00:00:00.000Z';

/** A subscription over HTTP to a path with a query; nothing but its limits closes a batch. */
export function http(port: number, buffering: Partial<Buffering> = {}): SubscriptionRequest {
  const destination = {
    protocol: 'HTTP',
    method: 'POST',
    host: `sandbox.localdomain:${port}`,
    port,
    path: '/telemetry?a=b',
  } as const;
  return { ...tcp(port, buffering), destination };
}

/** A deadline that a busy machine keeps as well. */
export function inAMinute(): number {
  return Date.now() + 60_000;
}

/** The same over TCP. */
export function tcp(port: number, buffering: Partial<Buffering> = {}): SubscriptionRequest {
  return {
    schema: { api: 'telemetry', version: '2025-01-29' },
    types: ['platform', 'function'],
    buffering: { maxItems: 10_000, maxBytes: 262_144, timeoutMs: NEVER_MS, ...buffering },
    destination: { protocol: 'TCP', port },
  };
}

/** Offers lines of the function's log. */
export function offer(subscription: TelemetrySubscription, ...lines: readonly string[]): void {
  for (const record of lines) subscription.offer({ time: TIME, type: 'function', record } satisfies TelemetryEvent);
}

/** What a listener got. */
export function records(listener: { readonly events: readonly { readonly record: unknown }[] }): readonly unknown[] {
  return listener.events.map(({ record }) => record);
}

/** A port where somebody has listened a moment ago. */
export async function vanished(): Promise<{ port: number }> {
  await using listener = await startTelemetryListener();
  return { port: listener.port };
}
