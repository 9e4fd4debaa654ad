import { randomUUID } from 'node:crypto';
import type { ServerResponse } from 'node:http';
import { INVOKE_HEADERS, UNHANDLED } from '../../runtime/protocol/invoke-api.ts';
import type { InvokeOutcome } from '../environments/environment-outcomes.ts';
import type { PoolRequest } from '../environments/environment-pool.ts';
import { FUNCTION_VERSION } from '../environments/environment-variables.ts';
import { functionArn } from '../functions/function-arn.ts';
import type { FunctionRegistry } from '../functions/function-registry.ts';
import type { Exchange } from '../http/route.ts';
import { ServiceError, serviceFault } from '../http/service-error.ts';
import type { InvocationRunner } from './invocation-runner.ts';
import { readInvokeRequest } from './invoke-request.ts';
import { readPayload } from './request-payload.ts';
import { StreamAnswer } from './stream-answer.ts';

/** What the operations need of the service. */
export interface InvokeBackend {
  readonly registry: FunctionRegistry;
  readonly runner: InvocationRunner;
}

/** Invoke: the whole response at once. */
export async function invoke(backend: InvokeBackend, exchange: Exchange): Promise<void> {
  const request = await readRequest(backend, exchange, 'InvokeFunction');
  if (request === undefined) return sendDryRun(exchange.response);
  const { outcome, logTail } = await backend.runner.invoke(request);
  const { payload, contentType } = resultOf(outcome);
  exchange.response.writeHead(200, {
    'content-type': contentType || 'application/json',
    'content-length': payload.length,
    [INVOKE_HEADERS.executedVersion]: FUNCTION_VERSION,
    ...(outcome.state !== 'succeeded' && { [INVOKE_HEADERS.functionError]: UNHANDLED }),
    ...(request.logTail && { [INVOKE_HEADERS.logResult]: logTail.toString('base64') }),
  });
  exchange.response.end(payload);
}

/** InvokeWithResponseStream: an event stream that goes on while the function writes. */
export async function invokeWithResponseStream(backend: InvokeBackend, exchange: Exchange): Promise<void> {
  const request = await readRequest(backend, exchange, 'InvokeWithResponseStream');
  if (request === undefined) return sendDryRun(exchange.response);
  const answer = new StreamAnswer(exchange.response);
  try {
    const { outcome, logTail } = await backend.runner.invoke({ ...request, receiver: answer });
    if (outcome.state === 'succeeded' && outcome.response.mode === 'buffered') {
      await answer.writeAll(outcome.response.contentType, outcome.response.payload);
    }
    const error = outcome.state === 'succeeded' ? undefined : outcome.error;
    answer.complete(error, request.logTail ? logTail.toString('base64') : undefined);
  } catch (error) {
    if (!exchange.response.headersSent) throw error;
    const { errorType, message } = error instanceof ServiceError ? error : serviceFault(error);
    answer.fail(errorType, message);
  }
}

/** The invocation that a caller wants; none when it only wants to know whether it could. */
async function readRequest(
  { registry }: InvokeBackend,
  exchange: Exchange,
  operation: string,
): Promise<PoolRequest | undefined> {
  const { reference, type, ...rest } = readInvokeRequest(exchange);
  const config = registry.find(reference);
  const payload = await readPayload(exchange.request, operation);
  if (type === 'DryRun') return undefined;
  const requestId = requestIdOf(exchange.response);
  return { function: config, functionArn: functionArn(config.name, reference.qualifier), payload, requestId, ...rest };
}

/** The id that the answer carries is that of the invocation. */
function requestIdOf(response: ServerResponse): string {
  return response.getHeader(INVOKE_HEADERS.requestId)?.toString() ?? randomUUID();
}

function sendDryRun(response: ServerResponse): void {
  response.writeHead(204, { [INVOKE_HEADERS.executedVersion]: FUNCTION_VERSION });
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
