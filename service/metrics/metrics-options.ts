import { parseArgs } from 'node:util';
import { isFunctionName } from '../functions/function-name.ts';
import { UsageError } from '../usage-error.ts';

/** What `snapboot metrics` was asked for. */
export interface MetricsOptions {
  /** Of all functions without it. */
  readonly functionName: string | undefined;
  readonly endpoint: URL;
  readonly minutes: number;
  /** Seconds; one period for all the minutes without it. */
  readonly period: number | undefined;
  readonly watch: boolean;
  readonly json: boolean;
}

/** The text of `snapboot metrics --help`. */
export const METRICS_HELP = `Usage: snapboot metrics [FUNCTION] [options]

Shows what the functions of a running snapboot serve have done: invocations, errors, throttles, how long they took and how
many ran at a time.

Options
  --endpoint URL   where the service listens (default: http://127.0.0.1:9000)
  --minutes N      how far to look back, 1 to 180 (default: 60)
  --period N       a line for every N seconds, a multiple of 10
  -w, --watch      show it again every two seconds, until Ctrl-C
  --json           one object in JSON instead of a table
  -h, --help       this text

GET /metrics of the service has more, for Prometheus, and GET /metrics.json for charts.

Examples
  snapboot metrics
  snapboot metrics orders --minutes 10 --period 60
`;

const OPTIONS = {
  endpoint: { type: 'string', default: 'http://127.0.0.1:9000' },
  minutes: { type: 'string', default: '60' },
  period: { type: 'string' },
  watch: { type: 'boolean', short: 'w', default: false },
  json: { type: 'boolean', default: false },
} as const;

const MAX_MINUTES = 180;

/**
 * Reads the command line of `snapboot metrics`.
 *
 * @throws UsageError for what makes no sense, the TypeError of parseArgs for an unknown option
 */
export function readMetricsOptions(args: readonly string[]): MetricsOptions {
  const { values, positionals } = parseArgs({ args: [...args], options: OPTIONS, allowPositionals: true });
  const [functionName, surplus] = positionals;
  if (functionName !== undefined && !isFunctionName(functionName)) {
    throw new UsageError(`metrics: ${functionName} is no name of a function: 1 to 64 letters, digits, - and _`);
  }
  if (surplus !== undefined) throw new UsageError(`metrics: one function or all, found ${functionName} and ${surplus}`);
  const minutes = wholeNumber('--minutes', values.minutes, 1, MAX_MINUTES);
  return {
    functionName,
    endpoint: readEndpoint(values.endpoint),
    minutes,
    period: values.period === undefined ? undefined : readPeriod(values.period, minutes),
    watch: values.watch,
    json: values.json,
  };
}

function readEndpoint(text: string): URL {
  const url = URL.parse(text);
  if (url !== null && ['http:', 'https:'].includes(url.protocol)) return url;
  throw new UsageError(`--endpoint ${text}: expected an address such as http://127.0.0.1:9000`);
}

function readPeriod(text: string, minutes: number): number {
  const period = wholeNumber('--period', text, 10, minutes * 60);
  if (period % 10 === 0) return period;
  throw new UsageError(`--period ${text}: expected a multiple of 10 seconds`);
}

function wholeNumber(option: string, text: string, least: number, most: number): number {
  const value = /^\d+$/.test(text) ? Number(text) : Number.NaN;
  if (value >= least && value <= most) return value;
  throw new UsageError(`${option} ${text}: expected a whole number from ${least} to ${most}`);
}
