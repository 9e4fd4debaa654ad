import { randomBytes, randomUUID } from 'node:crypto';
import { readRequestBody } from '../http/request-body.ts';
import { type ApiConfig, apiHost } from './api-config.ts';
import { apiResult, headBytes } from './api-front-end.ts';
import { hasResource, matchRoute, type RouteMatch } from './api-route.ts';
import { isPreflight, preflightHeaders } from './cors.ts';
import { matchesMediaType } from './event-body.ts';
import { callFunction, type FrontEndExchange } from './front-end-call.ts';
import { type HeaderLine, type HttpCall, headerValue, readHttpCall } from './http-call.ts';
import { type HttpResult, MalformedResult, ownResult, sendResult } from './http-result.ts';
import { IntegrationStream } from './integration-stream.ts';
import { payloadV1 } from './payload-v1.ts';
import { remappedHeaders } from './remapped-headers.ts';
import { resultV1 } from './result-v1.ts';

// API Gateway's own limits.
const MAX_BODY_BYTES = 10 * 1024 * 1024;
const MAX_HEAD_BYTES = 10_240;

/** Answers a request to a REST API with Lambda proxy integrations. */
export async function answerRestApi(api: ApiConfig, exchange: FrontEndExchange): Promise<void> {
  const ids = { requestId: randomUUID(), extendedRequestId: `${randomBytes(11).toString('base64url')}=` };
  const headers: HeaderLine[] = [
    ['x-amzn-requestid', ids.requestId],
    ['x-amz-apigw-id', ids.extendedRequestId],
  ];
  const result = await resultOf(api, exchange, { ...ids, headers });
  if (result === undefined) return;
  sendResult(exchange.response, { ...result, headers: [...remappedHeaders(result.headers), ...headers] });
}

interface RequestIds {
  readonly requestId: string;
  readonly extendedRequestId: string;
  /** Of every answer. */
  readonly headers: readonly HeaderLine[];
}

/** @returns nothing for a caller that has gone away, and where an answer has been sent */
async function resultOf(api: ApiConfig, exchange: FrontEndExchange, ids: RequestIds): Promise<HttpResult | undefined> {
  const call = readHttpCall(exchange.request);
  const path = pathInStage(exchange.path, api.stage);
  if (path === undefined) return refusal(403, 'ForbiddenException', '{"message":"Forbidden"}');
  if (headBytes(call) > MAX_HEAD_BYTES) {
    return refusal(431, 'RequestHeaderFieldsTooLarge', '{"message":"Request Header Fields Too Large"}');
  }
  // A slash at the end makes no other resource.
  const resourcePath = path.length > 1 ? path.replace(/\/$/, '') : path;
  const match = matchRoute(api.routes, call.method, resourcePath);
  if (isForCorsOnly(api, call, match, resourcePath)) return preflightResult(api, call);
  if (match === undefined) {
    return refusal(403, 'MissingAuthenticationTokenException', '{"message":"Missing Authentication Token"}');
  }
  const body = await readRequestBody(exchange.request, MAX_BODY_BYTES);
  if (body.state === 'broken-off') return undefined;
  if (body.state === 'too-large') return tooLarge();
  return await invoke(api, exchange, { call, path, match, body: body.bytes, ids });
}

interface RoutedCall {
  readonly call: HttpCall;
  readonly path: string;
  readonly match: RouteMatch;
  readonly body: Buffer;
  readonly ids: RequestIds;
}

async function invoke(api: ApiConfig, exchange: FrontEndExchange, routed: RoutedCall): Promise<HttpResult | undefined> {
  const { call, match, ids } = routed;
  const { route } = match;
  const receiver = new IntegrationStream(exchange.response, { headers: ids.headers, isProxy: true });
  const outcome = await callFunction(exchange.services.invoker, {
    reference: route.function,
    event: eventOf(api, routed),
    requestId: randomUUID(),
    traceId: call.traceId,
    limitMs: api.timeoutMs,
    ...(route.isStreamed && { receiver }),
  });
  if (route.isStreamed && outcome.state === 'succeeded' && receiver.isAnswered) {
    exchange.response.end();
    return undefined;
  }
  const accepted = headerValue(call, 'accept')?.split(',', 1).join();
  return apiResult(outcome, exchange, {
    api,
    route,
    read: (payload) => {
      if (route.isStreamed) throw new MalformedResult(receiver.fault ?? 'the response was not streamed');
      return resultV1(payload, matchesMediaType(accepted, api.binaryMediaTypes));
    },
    instead: {
      failed: serverError(502),
      malformed: serverError(502),
      throttled: serverError(500),
      unavailable: serverError(500),
      'timed-out': refusal(504, 'InternalServerErrorException', '{"message": "Endpoint request timed out"}'),
      'too-large': tooLarge(),
    },
  });
}

function eventOf(api: ApiConfig, { call, path, match, body, ids }: RoutedCall): object {
  return payloadV1(call, body, {
    apiId: api.name,
    domainName: apiHost(api),
    stage: api.stage,
    stageVariables: api.stageVariables,
    resource: match.route.resource,
    path,
    pathParameters: match.parameters,
    binaryTypes: api.binaryMediaTypes,
    requestId: ids.requestId,
    extendedRequestId: ids.extendedRequestId,
  });
}

/** The path behind `/prod`; nothing for another stage. */
function pathInStage(path: string, stage: string): string | undefined {
  if (path === `/${stage}`) return '/';
  return path.startsWith(`/${stage}/`) ? path.slice(stage.length + 1) : undefined;
}

/** With CORS, every resource has an OPTIONS method of its own, unless one is declared. */
function isForCorsOnly(api: ApiConfig, call: HttpCall, match: RouteMatch | undefined, path: string): boolean {
  if (api.cors === undefined || call.method !== 'OPTIONS' || match?.route.method === 'OPTIONS') return false;
  return hasResource(api.routes, path);
}

function preflightResult({ cors }: ApiConfig, call: HttpCall): HttpResult {
  const headers = cors !== undefined && isPreflight(call) ? preflightHeaders(cors, call) : [];
  return ownResult(200, 'application/json', '', headers);
}

function tooLarge(): HttpResult {
  return refusal(413, 'RequestTooLargeException', '{"message":"Request Too Long"}');
}

function serverError(status: 500 | 502): HttpResult {
  return refusal(status, 'InternalServerErrorException', '{"message": "Internal server error"}');
}

function refusal(status: number, errorType: string, text: string): HttpResult {
  return ownResult(status, 'application/json', text, [['x-amzn-errortype', errorType]]);
}
