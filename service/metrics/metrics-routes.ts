import { sendJson } from '../http/json-answer.ts';
import { queryOf } from '../http/query.ts';
import type { Exchange, Route } from '../http/route.ts';
import { ServiceError } from '../http/service-error.ts';
import { functionFigures } from './function-figures.ts';
import { STATISTICS, type Statistic } from './metric-bucket.ts';
import { BUCKET_MS, HISTORY_MS } from './metric-history.ts';
import { LAMBDA_NAMESPACE } from './metric-id.ts';
import type { ServiceMetrics } from './service-metrics.ts';

/** A span of time, cut into periods. */
interface Span {
  readonly periodSeconds: number;
  readonly from: number;
  readonly to: number;
}

const MAX_MINUTES = HISTORY_MS / 60_000;
const DEFAULT_MINUTES = 60;
const DEFAULT_PERIOD = 60;
const BUCKET_SECONDS = BUCKET_MS / 1000;
const DIMENSION = 'dimension.';

/** `GET /metrics` for Prometheus, and `GET /metrics.json` for charts and for people. */
export function metricsRoutes(metrics: ServiceMetrics): readonly Route[] {
  return [
    { method: 'GET', path: /^\/metrics$/, handle: ({ response }) => sendText(metrics, response) },
    {
      method: 'GET',
      path: /^\/metrics\.json$/,
      handle: ({ request, response }) => sendJson(response, 200, answerOf(metrics, queryOf(request))),
    },
  ];
}

async function sendText(metrics: ServiceMetrics, response: Exchange['response']): Promise<void> {
  const text = await metrics.text();
  response.writeHead(200, { 'content-type': metrics.contentType, 'content-length': Buffer.byteLength(text) });
  response.end(text);
}

function answerOf(metrics: ServiceMetrics, query: URLSearchParams): object {
  metrics.forgetOthers();
  const functionName = functionOf(metrics, query);
  const metric = query.get('metric');
  if (metric !== null) return pointsOf(metrics, query, { metric, functionName });
  if (query.get('summary') === 'functions') return summaryOf(metrics, query, functionName);
  return { metrics: metrics.history.list() };
}

function pointsOf(
  { history }: ServiceMetrics,
  query: URLSearchParams,
  { metric, functionName }: { readonly metric: string; readonly functionName: string | undefined },
): object {
  const span = spanOf(query);
  const statistic = statisticOf(query);
  const namespace = query.get('namespace') ?? LAMBDA_NAMESPACE;
  const dimensions = Object.fromEntries(
    [...query].flatMap(([name, value]) =>
      name.startsWith(DIMENSION) ? [[name.slice(DIMENSION.length), value] as const] : [],
    ),
  );
  const points = history.query({ metric, namespace, functionName, dimensions, statistic, ...span });
  return { metric, namespace, functionName, dimensions, statistic, ...span, points };
}

/** Figures of one function or of all; a single period unless there is one in the query. */
function summaryOf(metrics: ServiceMetrics, query: URLSearchParams, functionName: string | undefined): object {
  const whole = String(minutesOf(query) * 60);
  const span = spanOf(query.has('period') ? query : new URLSearchParams([...query, ['period', whole]]), true);
  const names = functionName === undefined ? metrics.functionNames : [functionName];
  return { functions: names, ...span, figures: names.flatMap((name) => functionFigures(metrics.history, name, span)) };
}

/** @param isRecent whether periods count from now on, and not from full minutes and the like */
function spanOf(query: URLSearchParams, isRecent = false): Span {
  const periodSeconds = numberOf(query, 'period', DEFAULT_PERIOD, BUCKET_SECONDS, HISTORY_MS / 1000);
  if (periodSeconds % BUCKET_SECONDS !== 0) throw wrong('period', `a multiple of ${BUCKET_SECONDS}`, query);
  const periodMs = periodSeconds * 1000;
  const step = isRecent ? BUCKET_MS : periodMs;
  const to = (Math.floor(Date.now() / step) + 1) * step;
  const periods = Math.ceil((minutesOf(query) * 60_000) / periodMs);
  return { periodSeconds, from: to - periods * periodMs, to };
}

function minutesOf(query: URLSearchParams): number {
  return numberOf(query, 'minutes', DEFAULT_MINUTES, 1, MAX_MINUTES);
}

function functionOf({ functionNames }: ServiceMetrics, query: URLSearchParams): string | undefined {
  const name = query.get('function') ?? undefined;
  if (name === undefined || functionNames.includes(name)) return name;
  const known = functionNames.length === 0 ? 'there is none' : `there are ${functionNames.join(', ')}`;
  throw new ServiceError('ResourceNotFoundException', `no function is named ${shown(name)}; ${known}`);
}

function statisticOf(query: URLSearchParams): Statistic {
  const name = query.get('statistic') ?? 'Sum';
  const statistic = STATISTICS.find((each) => each === name);
  if (statistic === undefined) throw wrong('statistic', STATISTICS.join(', '), query);
  return statistic;
}

function numberOf(query: URLSearchParams, name: string, normal: number, least: number, most: number): number {
  const text = query.get(name);
  if (text === null) return normal;
  const value = /^\d+$/.test(text) ? Number(text) : Number.NaN;
  if (value >= least && value <= most) return value;
  throw wrong(name, `a whole number from ${least} to ${most}`, query);
}

function wrong(name: string, expected: string, query: URLSearchParams): ServiceError {
  const message = `${name}: expected ${expected}, found ${shown(query.get(name) ?? 'nothing')}`;
  return new ServiceError('InvalidParameterValueException', message);
}

function shown(text: string): string {
  return JSON.stringify(text.slice(0, 100));
}
