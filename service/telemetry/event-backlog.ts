import type { TelemetryEvent } from '../../runtime/protocol/telemetry-events.ts';
import { streamOf } from './event-schema.ts';
import type { Dropped } from './platform-events.ts';

// As much as one batch of default size holds.
const MAX_LOG_BYTES = 262_144;

/** What has happened since the start of init, for whoever subscribes later: all platform events, and log records up to
 * a limit. */
export class EventBacklog {
  readonly #events: TelemetryEvent[] = [];
  #logBytes = 0;
  #dropped: Dropped = { records: 0, bytes: 0 };

  get events(): readonly TelemetryEvent[] {
    return this.#events;
  }

  /** Log records beyond the limit. */
  get dropped(): Dropped {
    return this.#dropped;
  }

  add(event: TelemetryEvent): void {
    const bytes = logBytes(event);
    if (bytes > 0 && this.#logBytes + bytes > MAX_LOG_BYTES) {
      this.#dropped = { records: this.#dropped.records + 1, bytes: this.#dropped.bytes + bytes };
      return;
    }
    this.#logBytes += bytes;
    this.#events.push(event);
  }
}

function logBytes({ type, record }: TelemetryEvent): number {
  if (streamOf(type) === 'platform') return 0;
  return Buffer.byteLength(typeof record === 'string' ? record : JSON.stringify(record));
}
