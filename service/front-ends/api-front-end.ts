import type { ApiConfig } from './api-config.ts';
import type { ApiRoute } from './api-route.ts';
import { type FrontEndExchange, type FrontEndOutcome, payloadOf } from './front-end-call.ts';
import type { HttpCall } from './http-call.ts';
import { type HttpResult, MalformedResult } from './http-result.ts';

/** Bytes of the request line's target and all headers. */
export function headBytes({ path, query, headers }: HttpCall): number {
  return headers.reduce((sum, [name, value]) => sum + name.length + value.length + 4, path.length + query.length);
}

/** Makes an answer of a result. */
export interface ResultReading {
  readonly api: ApiConfig;
  readonly route: ApiRoute;
  /** @throws MalformedResult */
  readonly read: (payload: Buffer) => HttpResult;
  /** What callers get instead, for each way in which there is no result. */
  readonly instead: Readonly<Record<Exclude<FrontEndOutcome['state'], 'succeeded'> | 'malformed', HttpResult>>;
}

/** The answer to the caller of an API; who runs the service is told what the caller is not. */
export function apiResult(
  outcome: FrontEndOutcome,
  { services: { onNotice } }: FrontEndExchange,
  { api, route, read, instead }: ResultReading,
): HttpResult {
  const where = `${api.name}, ${route.key}`;
  if (outcome.state === 'unavailable') onNotice(`${where}: ${outcome.reason}`);
  if (outcome.state === 'timed-out')
    onNotice(`${where}: no answer within ${api.timeoutMs / 1000} s; the function goes on`);
  if (outcome.state !== 'succeeded') return instead[outcome.state];
  try {
    return read(payloadOf(outcome.response));
  } catch (error) {
    if (!(error instanceof MalformedResult)) throw error;
    onNotice(`${where}: malformed response of the function: ${error.message}`);
    return instead.malformed;
  }
}
