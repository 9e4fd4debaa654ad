import type { LogLevel } from '../../runtime/protocol/log-frame.ts';

/** Levels of the platform's own lines, in ascending order. */
export const SYSTEM_LOG_LEVELS = ['DEBUG', 'INFO', 'WARN'] as const;

export type SystemLogLevel = (typeof SYSTEM_LOG_LEVELS)[number];

/** A function's LoggingConfig. Levels can be set with JSON only. */
export type LogSettings =
  | { readonly format: 'Text' }
  | { readonly format: 'JSON'; readonly applicationLevel: LogLevel; readonly systemLevel: SystemLogLevel };

export const TEXT_LOGS: LogSettings = { format: 'Text' };

/** What Lambda sets when a function changes to JSON. */
export const JSON_LOGS: Extract<LogSettings, { format: 'JSON' }> = {
  format: 'JSON',
  applicationLevel: 'INFO',
  systemLevel: 'INFO',
};

/** What a function is configured with. */
export interface LogConfig {
  readonly logFormat: LogSettings['format'];
  readonly applicationLogLevel?: LogLevel;
  readonly systemLogLevel?: SystemLogLevel;
}

/** The settings of a function, with Lambda's levels for those that it does not name. */
export function logSettings({ logFormat, applicationLogLevel, systemLogLevel }: LogConfig): LogSettings {
  if (logFormat === 'Text') return TEXT_LOGS;
  return {
    format: 'JSON',
    applicationLevel: applicationLogLevel ?? JSON_LOGS.applicationLevel,
    systemLevel: systemLogLevel ?? JSON_LOGS.systemLevel,
  };
}
