import { prettyJson } from './format.ts';

export const LEVELS: readonly string[] = ['trace', 'debug', 'info', 'warn', 'error', 'fatal'];

/** What a line says besides its text. */
export interface ReadLine {
  /** One of `LEVELS`, `platform` or `other`. */
  readonly level: string;
  readonly text: string;
}

const TEXT = /^\S+Z\t\S+\t(?<level>[A-Z]+)\t(?<message>[\s\S]*)$/;
const PLATFORM = /^(?:START|END|REPORT|INIT_START|INIT_REPORT|RESTORE_START|RESTORE_REPORT|EXTENSION|TELEMETRY|LOGS)\b/;

/** Reads a line in either format of logs. */
export function readLine(line: string): ReadLine {
  const { level, message = '' } = TEXT.exec(line)?.groups ?? {};
  if (level !== undefined) return { level: levelOf(level), text: message };
  if (PLATFORM.test(line)) return { level: 'platform', text: line };
  return { level: line.startsWith('{') ? levelOfJson(line) : 'other', text: line };
}

/** The line with the JSON in it written in many lines; nothing where there is none. */
export function unfolded(text: string): string | undefined {
  const start = text.search(/[{[]/);
  if (start < 0) return undefined;
  const json = prettyJson(text.slice(start));
  return json === undefined || !json.includes('\n') ? undefined : text.slice(0, start) + json;
}

function levelOfJson(line: string): string {
  try {
    const { level, type } = JSON.parse(line) as { readonly level?: unknown; readonly type?: unknown };
    if (typeof level === 'string') return levelOf(level);
    return typeof type === 'string' && type.startsWith('platform.') ? 'platform' : 'other';
  } catch {
    return 'other';
  }
}

function levelOf(level: string): string {
  return LEVELS.find((each) => each === level.toLowerCase()) ?? 'other';
}
