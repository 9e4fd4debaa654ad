import type { IncomingMessage, OutgoingHttpHeaders } from 'node:http';
import type { Invocation } from '../../runtime/protocol/invocation.ts';
import { MAX_RESPONSE_BYTES, MAX_STREAMED_RESPONSE_BYTES } from '../../runtime/protocol/quotas.ts';
import { STREAMING_MODE } from '../../runtime/protocol/response-streaming.ts';
import { INVOCATION_HEADERS, REPORT_HEADERS, RUNTIME_API } from '../../runtime/protocol/runtime-api.ts';
import { ApiError, requestTooLarge, truncatedRequest } from '../http/api-error.ts';
import { sendAccepted } from '../http/json-answer.ts';
import { type Exchange, pathPattern, type Route } from '../http/route.ts';
import { takeErrorReport } from './error-report.ts';
import { platformError } from './invocation-answer.ts';
import { readBuffered, readStreamed, tooLargeError } from './response-upload.ts';
import type { InvocationInProgress, RuntimeSession } from './runtime-session.ts';

/** The Runtime API, version 2018-06-01, for one runtime. */
export function runtimeApiRoutes(session: RuntimeSession): readonly Route[] {
  return [
    { method: 'GET', path: pathPattern(RUNTIME_API.next), handle: (exchange) => next(session, exchange) },
    { method: 'POST', path: pathPattern(RUNTIME_API.response), handle: (exchange) => respond(session, exchange) },
    { method: 'POST', path: pathPattern(RUNTIME_API.error), handle: (exchange) => fail(session, exchange) },
    { method: 'POST', path: pathPattern(RUNTIME_API.initError), handle: (exchange) => failInit(session, exchange) },
  ];
}

function next(session: RuntimeSession, { response }: Exchange): void {
  const forget = session.next((invocation) => {
    response.writeHead(200, invocationHeaders(invocation));
    response.end(invocation.payload);
  });
  response.once('close', forget);
}

function invocationHeaders(invocation: Invocation): OutgoingHttpHeaders {
  const headers: OutgoingHttpHeaders = {
    'content-type': 'application/json',
    'content-length': invocation.payload.length,
  };
  for (const [field, name] of Object.entries(INVOCATION_HEADERS)) {
    const value = invocation[field as keyof typeof INVOCATION_HEADERS];
    if (value !== undefined) headers[name] = String(value);
  }
  return headers;
}

async function respond(
  session: RuntimeSession,
  { request, response, pathParts: [requestId = ''] }: Exchange,
): Promise<void> {
  const current = session.beginAnswer('InvocationResponse', requestId, header(request, REPORT_HEADERS.invocationId));
  const mode = header(request, REPORT_HEADERS.responseMode);
  if (mode !== undefined && mode !== STREAMING_MODE) throw invalidMode(current);
  try {
    await (mode === undefined ? respondBuffered(session, request) : respondStreamed(session, request, current));
  } catch (error) {
    throw error instanceof ApiError ? error : truncated(session);
  }
  sendAccepted(response);
}

async function respondBuffered(session: RuntimeSession, request: IncomingMessage): Promise<void> {
  const body = await readBuffered(request);
  if (body.state === 'too-large') {
    session.endAnswer({ state: 'function-error', error: tooLargeError(body.bytes, MAX_RESPONSE_BYTES) });
    throw requestTooLarge(MAX_RESPONSE_BYTES);
  }
  const contentType = request.headers['content-type'];
  session.endAnswer({ state: 'succeeded', response: { mode: 'buffered', contentType, payload: body.payload } });
}

async function respondStreamed(
  session: RuntimeSession,
  request: IncomingMessage,
  { receiver }: InvocationInProgress,
): Promise<void> {
  const { answer, isTooLarge } = await readStreamed(request, receiver);
  session.endAnswer(answer);
  if (isTooLarge) throw requestTooLarge(MAX_STREAMED_RESPONSE_BYTES);
}

async function fail(
  session: RuntimeSession,
  { request, response, pathParts: [requestId = ''] }: Exchange,
): Promise<void> {
  session.beginAnswer('InvocationErrorResponse', requestId, header(request, REPORT_HEADERS.invocationId));
  try {
    await takeErrorReport(request, (error) => session.endAnswer({ state: 'function-error', error }));
  } catch (error) {
    throw error instanceof ApiError ? error : truncated(session);
  }
  sendAccepted(response);
}

async function failInit(session: RuntimeSession, { request, response }: Exchange): Promise<void> {
  await takeErrorReport(request, (error) => session.failInit(error));
  sendAccepted(response);
}

function invalidMode({ answer }: InvocationInProgress): ApiError {
  const error = { errorType: 'Runtime.InvalidResponseModeHeader', payload: Buffer.alloc(0) };
  answer.resolve({ state: 'function-error', error });
  return new ApiError(400, 'InvalidFunctionResponseMode', 'Invalid function response mode');
}

function truncated(session: RuntimeSession): ApiError {
  const refusal = truncatedRequest();
  session.endAnswer({ state: 'truncated', error: platformError('Runtime.TruncatedResponse', refusal.message) });
  return refusal;
}

function header(request: IncomingMessage, name: string): string | undefined {
  return request.headers[name]?.toString();
}
