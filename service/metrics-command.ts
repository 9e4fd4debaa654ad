import { setTimeout as delay } from 'node:timers/promises';
import { request } from 'undici';
import { METRICS_HELP, type MetricsOptions, readMetricsOptions } from './metrics/metrics-options.ts';
import { type FunctionsSummary, metricsTable } from './metrics/metrics-table.ts';
import { UsageError } from './usage-error.ts';

const WATCH_MS = 2000;
const CLEAR = '\u001b[H\u001b[2J';

/**
 * The command line `snapboot metrics`.
 *
 * @param args what follows `snapboot metrics`
 * @throws UsageError with one line for the user
 */
export async function runMetricsCommand(args: readonly string[]): Promise<void> {
  if (args.includes('--help') || args.includes('-h')) {
    process.stdout.write(METRICS_HELP);
    return;
  }
  const options = readMetricsOptions(args);
  if (!options.watch) {
    process.stdout.write(await report(options));
    return;
  }
  const signal = interrupted();
  while (!signal.aborted) {
    const text = await report(options);
    process.stdout.write(process.stdout.isTTY && !options.json ? `${CLEAR}${text}` : text);
    await delay(WATCH_MS, undefined, { signal }).catch(() => {});
  }
}

async function report(options: MetricsOptions): Promise<string> {
  const summary = await readSummary(options);
  if (options.json) return `${JSON.stringify(summary)}\n`;
  return metricsTable(summary, options.period !== undefined);
}

async function readSummary(options: MetricsOptions): Promise<FunctionsSummary> {
  const { endpoint, functionName, minutes, period } = options;
  const query = new URLSearchParams({
    summary: 'functions',
    minutes: String(minutes),
    ...(functionName !== undefined && { function: functionName }),
    ...(period !== undefined && { period: String(period) }),
  });
  const { status, answer } = await ask(new URL(`/metrics.json?${query}`, endpoint));
  if (status === 200 && isSummary(answer)) return answer;
  const { message, Message = message } = Object(answer);
  // 404 without a word of ours: something else listens there.
  const reason = typeof Message === 'string' ? Message : `no snapboot serve answers at ${endpoint.origin}`;
  throw new UsageError(`metrics: ${reason}`);
}

async function ask(url: URL): Promise<{ readonly status: number; readonly answer: unknown }> {
  try {
    const { statusCode: status, body } = await request(url);
    const text = await body.text();
    return { status, answer: parsed(text) };
  } catch (error) {
    const { code = 'it gives no answer' } = Object(error) as { readonly code?: string };
    throw new UsageError(
      `metrics: no service at ${url.origin} (${code}); start snapboot serve, or give its --endpoint`,
    );
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function isSummary(answer: unknown): answer is FunctionsSummary {
  const { functions, figures } = Object(answer);
  return Array.isArray(functions) && Array.isArray(figures);
}

/** Ctrl-C is how watching is meant to end: no failure. */
function interrupted(): AbortSignal {
  const controller = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => controller.abort());
  return controller.signal;
}
