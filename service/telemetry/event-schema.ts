import type { LogsSchema, TelemetrySchema, TelemetryType } from '../../runtime/protocol/telemetry-api.ts';
import type { TelemetryEvent, TelemetryEventType } from '../../runtime/protocol/telemetry-events.ts';

/** The API through which an extension has subscribed, and the version of the events that it wants. */
export type EventSchema =
  | { readonly api: 'telemetry'; readonly version: TelemetrySchema }
  | { readonly api: 'logs'; readonly version: LogsSchema };

interface WireEvent {
  readonly time: string;
  readonly type: string;
  readonly record: unknown;
}

/** The stream to which an event belongs. */
export function streamOf(type: TelemetryEventType): TelemetryType {
  return type === 'function' || type === 'extension' ? type : 'platform';
}

/** An event as JSON texts in a subscriber's schema: none, where the schema lacks it, one, or two. */
export function serializeEvent(event: TelemetryEvent, schema: EventSchema): readonly string[] {
  const events = schema.api === 'logs' ? asLogsEvents(event, schema.version) : asTelemetryEvents(event, schema.version);
  return events.map((wireEvent) => JSON.stringify(wireEvent));
}

/** An event in a schema of the Telemetry API. */
export function asTelemetryEvents(event: TelemetryEvent, version: TelemetrySchema): readonly WireEvent[] {
  switch (event.type) {
    case 'platform.fault':
    case 'platform.logsSubscription':
      return [];
    case 'function':
    case 'extension':
      return [version === '2022-07-01' ? withTextRecord(event) : event];
    default:
      return [event];
  }
}

/** An event in a schema of the Logs API, which knows fewer of them and says less. */
export function asLogsEvents(event: TelemetryEvent, version: LogsSchema): readonly WireEvent[] {
  const { time, type } = event;
  switch (event.type) {
    case 'function':
    case 'extension':
      return [withTextRecord(event)];
    case 'platform.start': {
      const { requestId, version: functionVersion } = event.record;
      return [{ time, type, record: { requestId, version: functionVersion } }];
    }
    case 'platform.runtimeDone': {
      const { requestId, status } = event.record;
      return version === '2021-03-18' ? [{ time, type, record: { requestId, status } }] : [];
    }
    case 'platform.report': {
      const { requestId, metrics } = event.record;
      return [
        { time, type: 'platform.end', record: { requestId } },
        { time, type, record: { requestId, metrics } },
      ];
    }
    case 'platform.extension': {
      const { name, state, events } = event.record;
      return [{ time, type, record: { name, state, events } }];
    }
    case 'platform.fault':
    case 'platform.logsDropped':
    case 'platform.logsSubscription':
      return [event];
    default:
      return [];
  }
}

function withTextRecord({ time, type, record }: WireEvent): WireEvent {
  return { time, type, record: typeof record === 'string' ? record : JSON.stringify(record) };
}
