import {
  BUFFERING_LIMITS,
  LOGS_SCHEMAS,
  RESERVED_PORT,
  SANDBOX_HOSTS,
  TELEMETRY_SCHEMAS,
  TELEMETRY_TYPES,
  type TelemetryType,
} from '../../runtime/protocol/telemetry-api.ts';
import { ApiError } from '../http/api-error.ts';
import type { EventSchema } from './event-schema.ts';

/** Where events go: always to the environment's own loopback interface. */
export type TelemetryDestination =
  | {
      readonly protocol: 'HTTP';
      readonly method: 'POST' | 'PUT';
      /** Name and port, as the subscriber wrote them. */
      readonly host: string;
      readonly port: number;
      /** With its query. */
      readonly path: string;
    }
  | { readonly protocol: 'TCP'; readonly port: number };

/** What closes a batch: its number of events, their bytes, or the time since its first one. */
export interface Buffering {
  readonly maxItems: number;
  readonly maxBytes: number;
  readonly timeoutMs: number;
}

/** A subscription that an extension asks for. */
export interface SubscriptionRequest {
  readonly schema: EventSchema;
  readonly types: readonly TelemetryType[];
  readonly buffering: Buffering;
  readonly destination: TelemetryDestination;
}

const ERROR_TYPES = { telemetry: 'ValidationError', logs: 'Logs.ValidationError' } as const;

type Fields = Readonly<Record<string, unknown>>;

/**
 * The body of a subscription. All its faults are told in one message, separated by `; `, as Lambda does it; the wording
 * is ours but for `URI port is not provided` and `types should not be empty`.
 *
 * @throws ApiError 400 ValidationError, or Logs.ValidationError
 */
export function readSubscriptionRequest(api: EventSchema['api'], body: string): SubscriptionRequest {
  const faults: string[] = [];
  const fields = parseFields(body, faults);
  const request = fields && readFields(api, fields, faults);
  if (request === undefined || faults.length > 0) throw subscriptionError(api, faults.join('; '));
  return request;
}

/** A subscription that is refused for what it asks. */
export function subscriptionError(api: EventSchema['api'], message: string): ApiError {
  return new ApiError(400, ERROR_TYPES[api], message);
}

function parseFields(body: string, faults: string[]): Fields | undefined {
  try {
    const value: unknown = JSON.parse(body);
    if (isFields(value)) return value;
    faults.push('body should be a JSON object');
  } catch (error) {
    faults.push(`body should be JSON: ${error instanceof Error ? error.message : String(error)}`);
  }
  return undefined;
}

function readFields(api: EventSchema['api'], fields: Fields, faults: string[]): SubscriptionRequest | undefined {
  const schema = readSchema(api, fields.schemaVersion, faults);
  const destination = readDestination(api, fields.destination, faults);
  const types = readTypes(fields.types, faults);
  const buffering = readBuffering(fields.buffering, faults);
  return schema && destination && { schema, types, buffering, destination };
}

function readSchema(api: EventSchema['api'], given: unknown, faults: string[]): EventSchema | undefined {
  if (api === 'logs') {
    const version = LOGS_SCHEMAS.find((known) => known === (given ?? LOGS_SCHEMAS[0]));
    if (version !== undefined) return { api, version };
    faults.push(`schemaVersion should be one of ${LOGS_SCHEMAS.join(', ')}`);
  } else {
    const version = TELEMETRY_SCHEMAS.find((known) => known === given);
    if (version !== undefined) return { api, version };
    faults.push(`schemaVersion should be one of ${TELEMETRY_SCHEMAS.join(', ')}`);
  }
  return undefined;
}

function readDestination(api: EventSchema['api'], given: unknown, faults: string[]): TelemetryDestination | undefined {
  if (!isFields(given)) faults.push('destination should not be empty');
  else if (given.protocol === 'HTTP') return readHttpDestination(api, given, faults);
  else if (given.protocol === 'TCP') return readTcpDestination(given.port, faults);
  else faults.push('destination protocol should be one of HTTP, TCP');
  return undefined;
}

function readHttpDestination(
  api: EventSchema['api'],
  { URI: uri, method = 'POST', encoding = 'JSON' }: Fields,
  faults: string[],
): TelemetryDestination | undefined {
  if (api === 'logs' && method !== 'POST' && method !== 'PUT') faults.push('method should be one of POST, PUT');
  if (api === 'logs' && encoding !== 'JSON') faults.push('encoding should be JSON');
  if (typeof uri !== 'string' || !URL.canParse(uri)) {
    faults.push('URI is not provided or not valid');
    return undefined;
  }
  const { protocol, hostname, pathname, search } = new URL(uri);
  if (protocol !== 'http:') faults.push('URI protocol should be http');
  if (!SANDBOX_HOSTS.some((host) => host === hostname)) faults.push(`URI host should be ${SANDBOX_HOSTS[0]}`);
  // URL leaves out port 80.
  const port = /^[^/]+:\/\/[^/?#]*:(\d+)(?:[/?#]|$)/.exec(uri)?.[1];
  if (port === undefined) faults.push('URI port is not provided');
  const destination = { protocol: 'HTTP', host: `${hostname}:${port}`, path: pathname + search } as const;
  const chosen = api === 'logs' && method === 'PUT' ? 'PUT' : 'POST';
  return { ...destination, method: chosen, port: port === undefined ? 0 : checkPort('URI port', Number(port), faults) };
}

function readTcpDestination(given: unknown, faults: string[]): TelemetryDestination {
  if (given === undefined) faults.push('port is not provided');
  return { protocol: 'TCP', port: given === undefined ? 0 : checkPort('port', given, faults) };
}

function checkPort(what: string, port: unknown, faults: string[]): number {
  if (typeof port !== 'number' || !Number.isInteger(port) || port < 1 || port > 65_535) {
    faults.push(`${what} should be between 1 and 65535`);
    return 0;
  }
  if (port === RESERVED_PORT) faults.push(`${what} ${RESERVED_PORT} is reserved`);
  return port;
}

function readTypes(given: unknown, faults: string[]): readonly TelemetryType[] {
  if (!Array.isArray(given) || given.length === 0) {
    faults.push('types should not be empty');
    return [];
  }
  if (!given.every((type) => TELEMETRY_TYPES.includes(type))) {
    faults.push(`types should be among ${TELEMETRY_TYPES.join(', ')}`);
  }
  return [...new Set(given)];
}

function readBuffering(given: unknown, faults: string[]): Buffering {
  if (given !== undefined && !isFields(given)) faults.push('buffering should be an object');
  const fields = isFields(given) ? given : {};
  return {
    maxItems: readLimit('maxItems', fields, faults),
    maxBytes: readLimit('maxBytes', fields, faults),
    timeoutMs: readLimit('timeoutMs', fields, faults),
  };
}

function readLimit(name: keyof Buffering, fields: Fields, faults: string[]): number {
  const { minimum, maximum, default: byDefault } = BUFFERING_LIMITS[name];
  const value = fields[name] ?? byDefault;
  if (typeof value === 'number' && Number.isInteger(value) && value >= minimum && value <= maximum) return value;
  faults.push(`${name} should be between ${minimum} and ${maximum}`);
  return byDefault;
}

function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
