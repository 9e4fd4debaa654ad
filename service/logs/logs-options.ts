import { parseArgs } from 'node:util';
import { isFunctionName } from '../functions/function-name.ts';
import { UsageError } from '../usage-error.ts';
import { defaultLogFolder } from './log-folder.ts';

/** What `snapboot logs` was asked for. */
export interface LogsOptions {
  readonly functionName: string;
  readonly follow: boolean;
  /** Unix epoch in milliseconds: older lines are left out. */
  readonly sinceMs: number;
  /** Whether each line begins with the time at which it came. */
  readonly times: boolean;
  readonly stateFolder: string;
}

/** The text of `snapboot logs --help`. */
export const LOGS_HELP = `Usage: snapboot logs NAME [options]

Prints what the function NAME has logged while snapboot serve was running it.

Options
  -f, --follow     go on as lines are added, until Ctrl-C
  --since TIME     leave out what is older: 30s, 10m, 2h, 1d, or a time such as 2026-01-31T12:00:00Z
  --times          begin each line with the time at which it came
  --state DIR      the folder that snapboot serve was told (default: $XDG_STATE_HOME/snapboot/logs, else in /tmp)
  -h, --help       this text

Of each function 10 to 20 MB are kept.

Examples
  snapboot logs hello --follow
  snapboot logs hello --since 10m
`;

const OPTIONS = {
  follow: { type: 'boolean', short: 'f', default: false },
  since: { type: 'string' },
  times: { type: 'boolean', default: false },
  state: { type: 'string' },
} as const;

const UNIT_MS = { s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 };

/**
 * Reads the command line of `snapboot logs`.
 *
 * @param nowMs what `--since 10m` counts back from
 * @throws UsageError for what makes no sense, the TypeError of parseArgs for an unknown option
 */
export function readLogsOptions(args: readonly string[], nowMs: number): LogsOptions {
  const { values, positionals } = parseArgs({ args: [...args], options: OPTIONS, allowPositionals: true });
  const [functionName, surplus] = positionals;
  if (functionName === undefined) throw new UsageError('logs: of which function? give its name');
  if (!isFunctionName(functionName)) {
    throw new UsageError(`logs: ${functionName} is no name of a function: 1 to 64 letters, digits, - and _`);
  }
  if (surplus !== undefined) throw new UsageError(`logs: one function at a time, found ${functionName} and ${surplus}`);
  return {
    functionName,
    follow: values.follow,
    sinceMs: values.since === undefined ? Number.NEGATIVE_INFINITY : readTime(values.since, nowMs),
    times: values.times,
    stateFolder: values.state ?? defaultLogFolder(process.env),
  };
}

function readTime(text: string, nowMs: number): number {
  const [, count, unit] = /^(\d+(?:\.\d+)?)([smhd])$/.exec(text) ?? [];
  if (count !== undefined && unit !== undefined) return nowMs - Number(count) * UNIT_MS[unit as keyof typeof UNIT_MS];
  const time = /^\d{4}-\d\d/.test(text) ? Date.parse(text) : Number.NaN;
  if (!Number.isNaN(time)) return time;
  throw new UsageError(`--since ${text}: expected a time span such as 10m (s, m, h or d) or a time in ISO 8601`);
}
