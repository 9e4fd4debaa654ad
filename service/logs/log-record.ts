/** One line of a log file. */
export interface LogRecord {
  /** Unix epoch in milliseconds; none for a line that nobody here has written. */
  readonly timeMs: number | undefined;
  readonly text: string;
}

const TIME = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z) /;

/** Takes a line of a log file, without its end, apart. */
export function readLogRecord(line: string): LogRecord {
  const [prefix, time] = TIME.exec(line) ?? [];
  if (prefix === undefined || time === undefined) return { timeMs: undefined, text: line };
  return { timeMs: Date.parse(time), text: line.slice(prefix.length) };
}
