import { randomUUID } from 'node:crypto';
import type { ServerResponse } from 'node:http';
import { INVOCATION_TYPES, INVOKE_HEADERS, type InvocationType, UNHANDLED } from '../../runtime/protocol/invoke-api.ts';
import type { AsyncEvent } from '../async-invocations/async-event.ts';
import type { InvokeOutcome } from '../environments/environment-outcomes.ts';
import { type FunctionReference, readFunctionReference } from '../functions/function-reference.ts';
import { sendJson } from '../http/json-answer.ts';
import type { Exchange } from '../http/route.ts';
import { ServiceError, serviceFault } from '../http/service-error.ts';
import type { FunctionInvoker, InvocationCall } from '../invocations/function-invoker.ts';
import { answeredTrace } from '../tracing/invocation-trace.ts';
import { type InvokeRequest, readInvokeRequest } from './invoke-request.ts';
import { readPayload } from './request-payload.ts';
import { StreamAnswer } from './stream-answer.ts';

/** What the operations need of the service. */
export interface InvokeDependencies {
  readonly invoker: FunctionInvoker;
  /** Takes asynchronous invocations over: when the promise resolves, they are safe. */
  readonly events: { accept(event: AsyncEvent): Promise<void> };
}

/** Invoke: the whole response at once, or none for an asynchronous invocation. */
export async function invoke({ invoker, events }: InvokeDependencies, exchange: Exchange): Promise<void> {
  const { type, reference, call } = await readCall(invoker, exchange, 'InvokeFunction', INVOCATION_TYPES);
  if (type === 'DryRun') return sendDryRun(exchange.response, call);
  if (type === 'Event') {
    await events.accept(eventOf(reference, call));
    exchange.response.writeHead(202, { 'content-length': 0 });
    exchange.response.end();
    return;
  }
  const { outcome, logTail } = await invoker.invoke(call);
  const { payload, contentType } = resultOf(outcome);
  exchange.response.writeHead(200, {
    'content-type': contentType || 'application/json',
    'content-length': payload.length,
    [INVOKE_HEADERS.executedVersion]: call.target.config.version,
    ...(outcome.state !== 'succeeded' && { [INVOKE_HEADERS.functionError]: UNHANDLED }),
    ...(call.logTail && { [INVOKE_HEADERS.logResult]: logTail.toString('base64') }),
  });
  exchange.response.end(payload);
}

/** InvokeWithResponseStream: an event stream that goes on while the function writes. */
export async function invokeWithResponseStream({ invoker }: InvokeDependencies, exchange: Exchange): Promise<void> {
  const { type, call } = await readCall(invoker, exchange, 'InvokeWithResponseStream', STREAM_TYPES);
  if (type === 'DryRun') return sendDryRun(exchange.response, call);
  const answer = new StreamAnswer(exchange.response, call.target.config.version);
  try {
    const { outcome, logTail } = await invoker.invoke({ ...call, receiver: answer });
    if (outcome.state === 'succeeded' && outcome.response.mode === 'buffered') {
      await answer.writeAll(outcome.response.contentType, outcome.response.payload);
    }
    const error = outcome.state === 'succeeded' ? undefined : outcome.error;
    answer.complete(error, call.logTail ? logTail.toString('base64') : undefined);
  } catch (error) {
    if (!exchange.response.headersSent) throw error;
    const { errorType, message } = error instanceof ServiceError ? error : serviceFault(error);
    answer.fail(errorType, message);
  }
}

/** InvokeAsync: what there was before Invoke had types. */
export async function invokeAsync({ invoker, events }: InvokeDependencies, exchange: Exchange): Promise<void> {
  const {
    request,
    response,
    pathParts: [name = ''],
  } = exchange;
  const reference = readFunctionReference(name);
  const target = invoker.resolve(reference);
  const payload = await readPayload(request, 'InvokeAsync');
  const traceId = invoker.sampledTrace(target);
  const call = { target, payload, requestId: requestIdOf(response), traceId, logTail: false };
  await events.accept(eventOf(reference, call));
  sendJson(response, 202, { Status: 202 });
}

const STREAM_TYPES = ['RequestResponse', 'DryRun'] as const;

interface RequestedCall {
  readonly type: InvokeRequest['type'];
  readonly reference: FunctionReference;
  readonly call: TracedCall;
}

interface TracedCall extends InvocationCall {
  readonly traceId: string;
}

async function readCall(
  invoker: FunctionInvoker,
  exchange: Exchange,
  operation: string,
  types: readonly InvocationType[],
): Promise<RequestedCall> {
  const { request, response } = exchange;
  const { reference, type, ...rest } = readInvokeRequest(exchange, types);
  const target = invoker.resolve(reference);
  const payload = await readPayload(request, operation);
  const call = { target, payload, requestId: requestIdOf(response), ...rest };
  if (type === 'DryRun') return { type, reference, call };
  const traceId = invoker.sampledTrace(target, rest.traceId);
  response.setHeader(INVOKE_HEADERS.traceId, answeredTrace(traceId));
  return { type, reference, call: { ...call, traceId } };
}

/** The id that the answer carries is that of the invocation. */
function requestIdOf(response: ServerResponse): string {
  return response.getHeader(INVOKE_HEADERS.requestId)?.toString() ?? randomUUID();
}

/** The name in the emulator's path stands for the function that it means now. */
function eventOf({ qualifier }: FunctionReference, call: TracedCall): AsyncEvent {
  const { target, payload, requestId, traceId, tenantId } = call;
  return { reference: { name: target.config.name, qualifier }, payload, requestId, traceId, tenantId };
}

function sendDryRun(response: ServerResponse, { target }: InvocationCall): void {
  response.writeHead(204, { [INVOKE_HEADERS.executedVersion]: target.config.version });
  response.end();
}

function resultOf(outcome: InvokeOutcome): { payload: Buffer; contentType: string | undefined } {
  if (outcome.state !== 'succeeded') return { payload: outcome.error.payload, contentType: undefined };
  const { response } = outcome;
  return {
    payload: response.mode === 'buffered' ? response.payload : Buffer.alloc(0),
    contentType: response.contentType,
  };
}
