import type { LogRecord, TelemetryEvent } from '../../runtime/protocol/telemetry-events.ts';
import { type LogSettings, SYSTEM_LOG_LEVELS, type SystemLogLevel } from './log-settings.ts';
import { platformLines } from './report-line.ts';
import { systemLogLevel } from './system-log-level.ts';

/** What an event adds to the function's log, in its format: none, one or two lines, without their ends. */
export function logLines(event: TelemetryEvent, settings: LogSettings): readonly string[] {
  if (event.type === 'function' || event.type === 'extension') return [recordLine(event.record)];
  if (settings.format === 'Text') return platformLines(event);
  const level = systemLogLevel(event);
  return level !== undefined && reaches(level, settings.systemLevel) ? [JSON.stringify(event)] : [];
}

function recordLine(record: LogRecord): string {
  return typeof record === 'string' ? record : JSON.stringify(record);
}

function reaches(level: SystemLogLevel, least: SystemLogLevel): boolean {
  return SYSTEM_LOG_LEVELS.indexOf(level) >= SYSTEM_LOG_LEVELS.indexOf(least);
}
