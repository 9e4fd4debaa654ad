import { randomBytes, randomUUID } from 'node:crypto';
import { readRequestBody } from '../http/request-body.ts';
import { type ApiConfig, apiHost, stagePath } from './api-config.ts';
import { apiResult, headBytes } from './api-front-end.ts';
import { matchRoute, type RouteMatch } from './api-route.ts';
import { corsHeaders, isPreflight, preflightHeaders, withoutCorsHeaders } from './cors.ts';
import { callFunction, type FrontEndExchange } from './front-end-call.ts';
import { type HttpCall, readHttpCall } from './http-call.ts';
import { type HttpResult, ownResult, sendResult } from './http-result.ts';
import { payloadV2 } from './payload-v2.ts';
import { decodedPath } from './query-parameters.ts';
import { resultV2 } from './result-v2.ts';

// API Gateway's own limits.
const MAX_BODY_BYTES = 10 * 1024 * 1024;
const MAX_HEAD_BYTES = 10_240;

/** Answers a request to an HTTP API. */
export async function answerHttpApi(api: ApiConfig, exchange: FrontEndExchange): Promise<void> {
  const call = readHttpCall(exchange.request);
  const requestId = `${randomBytes(11).toString('base64url')}=`;
  const result = await resultOf(api, exchange, call, requestId);
  if (result === undefined) return;
  // What a function says about pages of other origins counts only where the API says nothing.
  const headers =
    api.cors === undefined ? result.headers : [...withoutCorsHeaders(result.headers), ...corsOf(api, call)];
  sendResult(exchange.response, { ...result, headers: [...headers, ['apigw-requestid', requestId]] });
}

/** @returns nothing for a caller that has gone away */
async function resultOf(
  api: ApiConfig,
  exchange: FrontEndExchange,
  call: HttpCall,
  requestId: string,
): Promise<HttpResult | undefined> {
  if (headBytes(call) > MAX_HEAD_BYTES) return message(431, 'Request Header Fields Too Large');
  if (api.cors !== undefined && isPreflight(call)) return { status: 204, headers: [], body: Buffer.alloc(0) };
  // Decoded before it is looked at: %2F separates as / does.
  const path = decodedPath(exchange.path);
  const routePath = pathInStage(path, stagePath(api));
  const match = routePath === undefined ? undefined : matchRoute(api.routes, call.method, routePath);
  if (match === undefined) return message(404, 'Not Found');
  const body = await readRequestBody(exchange.request, MAX_BODY_BYTES);
  if (body.state === 'broken-off') return undefined;
  if (body.state === 'too-large') return message(413, 'Request Entity Too Large');
  return await invoke(api, exchange, { call, path, match, body: body.bytes, requestId });
}

interface RoutedCall {
  readonly call: HttpCall;
  readonly path: string;
  readonly match: RouteMatch;
  readonly body: Buffer;
  readonly requestId: string;
}

async function invoke(api: ApiConfig, exchange: FrontEndExchange, routed: RoutedCall): Promise<HttpResult> {
  const { call, path, match, body, requestId } = routed;
  const { route, parameters } = match;
  const event = payloadV2(call, body, {
    apiId: api.name,
    domainName: apiHost(api),
    routeKey: route.key,
    stage: api.stage,
    path,
    requestId,
    more: {
      ...(parameters && { pathParameters: parameters }),
      ...(api.stageVariables && { stageVariables: api.stageVariables }),
    },
  });
  const outcome = await callFunction(exchange.services.invoker, {
    reference: route.function,
    event,
    requestId: randomUUID(),
    traceId: call.traceId,
    limitMs: api.timeoutMs,
  });
  return apiResult(outcome, exchange, {
    api,
    route,
    read: (payload) => resultV2(payload, { contentType: 'text/plain; charset=utf-8', takesAnyBody: false }),
    instead: {
      failed: message(500, 'Internal Server Error'),
      malformed: message(500, 'Internal Server Error'),
      unavailable: message(500, 'Internal Server Error'),
      throttled: message(503, 'Service Unavailable'),
      'timed-out': message(503, 'Service Unavailable'),
      'too-large': message(413, 'Request Entity Too Large'),
    },
  });
}

/** The path behind the stage; nothing for another stage. */
function pathInStage(path: string, stage: string): string | undefined {
  if (path === stage) return '/';
  return path.startsWith(`${stage}/`) ? path.slice(stage.length) : undefined;
}

function corsOf({ cors }: ApiConfig, call: HttpCall): HttpResult['headers'] {
  if (cors === undefined) return [];
  return isPreflight(call) ? preflightHeaders(cors, call) : corsHeaders(cors, call);
}

function message(status: number, text: string): HttpResult {
  return ownResult(status, 'application/json', JSON.stringify({ message: text }));
}
