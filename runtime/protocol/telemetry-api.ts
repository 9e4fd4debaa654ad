// An extension subscribes between its registration and its first event/next. It listens first; the service then
// delivers batches of events to it: over HTTP as a JSON array, over TCP as one JSON object a line. The Telemetry API
// replaces the Logs API, and an extension uses one of them only.

/** Path of the Lambda Telemetry API, version 2022-07-01: PUT. */
export const TELEMETRY_API_PATH = '/2022-07-01/telemetry';

/** Path of the Lambda Logs API, version 2020-08-15: PUT. */
export const LOGS_API_PATH = '/2020-08-15/logs';

/** Schema versions of the Telemetry API; from the second on, a JSON log record is an object rather than text. */
export const TELEMETRY_SCHEMAS = ['2022-07-01', '2022-12-13', '2025-01-29'] as const;

/** Schema versions of the Logs API, the default first; the second adds `platform.runtimeDone`. */
export const LOGS_SCHEMAS = ['2020-08-15', '2021-03-18'] as const;

export type TelemetrySchema = (typeof TELEMETRY_SCHEMAS)[number];

export type LogsSchema = (typeof LOGS_SCHEMAS)[number];

/** The streams of events that an extension can subscribe to. */
export const TELEMETRY_TYPES = ['platform', 'function', 'extension'] as const;

export type TelemetryType = (typeof TELEMETRY_TYPES)[number];

/** Limits of `buffering`: whichever is reached first closes a batch. */
export const BUFFERING_LIMITS = {
  maxItems: { minimum: 1000, maximum: 10_000, default: 10_000 },
  maxBytes: { minimum: 262_144, maximum: 1_048_576, default: 262_144 },
  timeoutMs: { minimum: 25, maximum: 30_000, default: 1000 },
} as const;

/**
 * Names of the environment's own loopback interface in a destination's URI. The documents name the first one; the
 * second stands in older ones and in extensions written after them.
 */
export const SANDBOX_HOSTS = ['sandbox.localdomain', 'sandbox'] as const;

/** The port that Lambda keeps for its own APIs. */
export const RESERVED_PORT = 9001;
