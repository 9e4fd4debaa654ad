import { LOG_LEVELS } from '../../runtime/protocol/log-frame.ts';
import type { LogRecord } from '../../runtime/protocol/telemetry-events.ts';
import type { LogSettings } from './log-settings.ts';

/** The invocation in which a line was written; none in init. */
export interface LogContext {
  readonly requestId?: string | undefined;
  readonly tenantId?: string | undefined;
}

const RFC_3339 = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$/i;

const LEVEL_RANKS: ReadonlyMap<string, number> = new Map(LOG_LEVELS.map((level, rank) => [level, rank]));

const DEFAULT_RANK = LOG_LEVELS.indexOf('INFO');

/**
 * The record of a line that a function or an extension has written, without its end. With the text format that is the
 * line. With JSON, an object with an RFC 3339 `timestamp` of its own stays as it is; all else is wrapped.
 *
 * @returns nothing for a line below the application's log level; without a known `level`, a line counts as INFO
 */
export function logRecord(
  line: string,
  settings: LogSettings,
  context: LogContext = {},
  now: Date = new Date(),
): LogRecord | undefined {
  if (settings.format === 'Text') return line;
  const object = parseObject(line);
  const isRecord = typeof object?.timestamp === 'string' && RFC_3339.test(object.timestamp);
  const rank = isRecord ? rankOf(object) : DEFAULT_RANK;
  if (rank < LOG_LEVELS.indexOf(settings.applicationLevel)) return undefined;
  return isRecord ? object : wrapped(object ?? line, context, now);
}

function parseObject(line: string): Record<string, unknown> | undefined {
  if (!line.startsWith('{')) return undefined;
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}

function rankOf({ level }: Record<string, unknown>): number {
  return LEVEL_RANKS.get(String(level).toUpperCase()) ?? DEFAULT_RANK;
}

function wrapped(message: unknown, { requestId, tenantId }: LogContext, now: Date): LogRecord {
  return {
    timestamp: now.toISOString(),
    level: 'INFO',
    ...(requestId !== undefined && { requestId }),
    ...(tenantId !== undefined && { tenantId }),
    message,
  };
}
