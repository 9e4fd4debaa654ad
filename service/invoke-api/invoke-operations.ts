import { randomUUID } from 'node:crypto';
import type { ServerResponse } from 'node:http';
import { INVOKE_HEADERS, UNHANDLED } from '../../runtime/protocol/invoke-api.ts';
import type { InvokeOutcome } from '../environments/environment-outcomes.ts';
import type { Exchange } from '../http/route.ts';
import { ServiceError, serviceFault } from '../http/service-error.ts';
import type { FunctionInvoker, InvocationCall } from '../invocations/function-invoker.ts';
import { type InvokeRequest, readInvokeRequest } from './invoke-request.ts';
import { readPayload } from './request-payload.ts';
import { StreamAnswer } from './stream-answer.ts';

/** Invoke: the whole response at once. */
export async function invoke(invoker: FunctionInvoker, exchange: Exchange): Promise<void> {
  const { type, call } = await readCall(invoker, exchange, 'InvokeFunction');
  if (type === 'DryRun') return sendDryRun(exchange.response, call);
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
export async function invokeWithResponseStream(invoker: FunctionInvoker, exchange: Exchange): Promise<void> {
  const { type, call } = await readCall(invoker, exchange, 'InvokeWithResponseStream');
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

interface RequestedCall {
  readonly type: InvokeRequest['type'];
  readonly call: InvocationCall;
}

async function readCall(invoker: FunctionInvoker, exchange: Exchange, operation: string): Promise<RequestedCall> {
  const { reference, type, ...rest } = readInvokeRequest(exchange);
  const target = invoker.resolve(reference);
  const payload = await readPayload(exchange.request, operation);
  return { type, call: { target, payload, requestId: requestIdOf(exchange.response), ...rest } };
}

/** The id that the answer carries is that of the invocation. */
function requestIdOf(response: ServerResponse): string {
  return response.getHeader(INVOKE_HEADERS.requestId)?.toString() ?? randomUUID();
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
