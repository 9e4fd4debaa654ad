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
export const JSON_LOGS: LogSettings = { format: 'JSON', applicationLevel: 'INFO', systemLevel: 'INFO' };
