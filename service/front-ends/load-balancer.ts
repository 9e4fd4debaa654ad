import { randomUUID } from 'node:crypto';
import { readRequestBody } from '../http/request-body.ts';
import { type ApiConfig, targetGroupArn } from './api-config.ts';
import { apiResult, headBytes } from './api-front-end.ts';
import { matchRoute } from './api-route.ts';
import { callFunction, type FrontEndExchange } from './front-end-call.ts';
import { headerValue, readHttpCall } from './http-call.ts';
import { type HttpResult, sendResult } from './http-result.ts';
import { loadBalancerEvent } from './load-balancer-event.ts';
import { loadBalancerPage, loadBalancerResult } from './load-balancer-result.ts';

// Limits of load balancers whose target is a function; what the function answers has the same one.
const MAX_BODY_BYTES = 1024 * 1024;
const MAX_HEAD_BYTES = 64 * 1024;

/** Answers a request to an Application Load Balancer. */
export async function answerLoadBalancer(api: ApiConfig, exchange: FrontEndExchange): Promise<void> {
  const result = await resultOf(api, exchange);
  if (result !== undefined) sendResult(exchange.response, result);
}

/** @returns nothing for a caller that has gone away */
async function resultOf(api: ApiConfig, exchange: FrontEndExchange): Promise<HttpResult | undefined> {
  const { request, path, services } = exchange;
  const call = readHttpCall(request);
  const isWebSocket = headerValue(call, 'upgrade')?.toLowerCase() === 'websocket';
  if (isWebSocket || headBytes(call) > MAX_HEAD_BYTES) return loadBalancerPage(400);
  const match = matchRoute(api.routes, call.method, path);
  if (match === undefined) return loadBalancerPage(404);
  const body = await readRequestBody(request, MAX_BODY_BYTES);
  if (body.state === 'broken-off') return undefined;
  if (body.state === 'too-large') return loadBalancerPage(413);
  const { route } = match;
  const multiValue = api.multiValueHeaders;
  const event = loadBalancerEvent(call, body.bytes, { targetGroupArn: targetGroupArn(api), path, multiValue });
  const outcome = await callFunction(services.invoker, {
    reference: route.function,
    event,
    requestId: randomUUID(),
    traceId: call.traceId,
  });
  return apiResult(outcome, exchange, {
    api,
    route,
    read: (payload) => boundedResult(payload, multiValue),
    instead: {
      failed: loadBalancerPage(502),
      malformed: loadBalancerPage(502),
      throttled: loadBalancerPage(502),
      unavailable: loadBalancerPage(502),
      'timed-out': loadBalancerPage(502),
      'too-large': loadBalancerPage(413),
    },
  });
}

function boundedResult(payload: Buffer, multiValue: boolean): HttpResult {
  if (payload.length > MAX_BODY_BYTES) return loadBalancerPage(502);
  return loadBalancerResult(payload, multiValue);
}
