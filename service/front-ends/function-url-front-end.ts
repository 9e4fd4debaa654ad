import { randomUUID } from 'node:crypto';
import { MAX_PAYLOAD_BYTES } from '../../runtime/protocol/invoke-api.ts';
import { ACCOUNT_ID } from '../functions/function-arn.ts';
import { readRequestBody } from '../http/request-body.ts';
import { observeUrlAnswer } from '../observation/url-answers.ts';
import { corsHeaders, isPreflight, preflightHeaders } from './cors.ts';
import {
  callFunction,
  type FrontEndCall,
  type FrontEndExchange,
  type FrontEndOutcome,
  payloadOf,
} from './front-end-call.ts';
import { type FunctionUrl, functionUrlHost } from './function-url.ts';
import { type HeaderLine, type HttpCall, readHttpCall } from './http-call.ts';
import { type HttpResult, MalformedResult, ownResult, sendResult } from './http-result.ts';
import { IntegrationStream } from './integration-stream.ts';
import { payloadV2 } from './payload-v2.ts';
import { remappedHeaders } from './remapped-headers.ts';
import { resultV2 } from './result-v2.ts';
import { signingKey } from './signature.ts';

/** Answers a request to a function URL. */
export async function answerFunctionUrl(url: FunctionUrl, exchange: FrontEndExchange): Promise<void> {
  const { request, response, path, services } = exchange;
  observeUrlAnswer(url, response, services.events);
  const call = { ...readHttpCall(request), path };
  const requestId = randomUUID();
  const cors = url.cors === undefined ? [] : corsHeaders(url.cors, call);
  const headers: HeaderLine[] = [
    ['x-amzn-requestid', requestId],
    ['x-amzn-trace-id', call.traceId.split(';', 1).join()],
    ...cors,
  ];
  const send = (result: HttpResult): void =>
    sendResult(response, { ...result, headers: [...remappedHeaders(result.headers), ...headers] });
  if (url.cors !== undefined && isPreflight(call)) {
    sendResult(response, { status: 200, headers: preflightHeaders(url.cors, call), body: Buffer.alloc(0) });
    return;
  }
  const accessKey = signingKey(call);
  if (url.authType === 'AWS_IAM' && accessKey === undefined) return send(forbidden());
  const body = await readRequestBody(request, MAX_PAYLOAD_BYTES);
  if (body.state === 'broken-off') return;
  if (body.state === 'too-large') return send(tooLarge());
  const { functionName: name, qualifier } = url;
  const event = eventOf(url, call, body.bytes, { requestId, accessKey });
  const functionCall = { reference: { name, qualifier }, event, requestId, traceId: call.traceId };
  if (url.invokeMode === 'RESPONSE_STREAM') await stream(exchange, functionCall, headers, send);
  else send(bufferedResult(await callFunction(exchange.services.invoker, functionCall), exchange, name));
}

type Send = (result: HttpResult) => void;

function eventOf(
  url: FunctionUrl,
  call: HttpCall,
  body: Buffer,
  { requestId, accessKey }: { readonly requestId: string; readonly accessKey: string | undefined },
): object {
  const isSigned = url.authType === 'AWS_IAM' && accessKey !== undefined;
  return payloadV2(call, body, {
    apiId: url.urlId,
    domainName: functionUrlHost(url),
    routeKey: '$default',
    stage: '$default',
    path: call.path,
    requestId,
    context: {
      authentication: null,
      ...(isSigned ? { authorizer: { iam: caller(accessKey) } } : { accountId: 'anonymous' }),
    },
    more: { pathParameters: null, stageVariables: null },
  });
}

function caller(accessKey: string): object {
  return {
    accessKey,
    accountId: ACCOUNT_ID,
    callerId: accessKey,
    cognitoIdentity: null,
    principalOrgId: null,
    userArn: `arn:aws:iam::${ACCOUNT_ID}:user/local`,
    userId: accessKey,
  };
}

function bufferedResult(outcome: FrontEndOutcome, { services }: FrontEndExchange, name: string): HttpResult {
  if (outcome.state !== 'succeeded') return failureOf(outcome, services.onNotice, name);
  try {
    return resultV2(payloadOf(outcome.response), { contentType: 'application/json', takesAnyBody: true });
  } catch (error) {
    if (!(error instanceof MalformedResult)) throw error;
    services.onNotice(`the URL of ${name} answers 502: ${error.message}`);
    return badGateway();
  }
}

async function stream(
  { response, services }: FrontEndExchange,
  call: FrontEndCall,
  headers: readonly HeaderLine[],
  send: Send,
): Promise<void> {
  const receiver = new IntegrationStream(response, { headers, isProxy: false });
  const outcome = await callFunction(services.invoker, { ...call, receiver });
  const { name } = call.reference;
  // Where the answer has begun, it is cut off.
  if (outcome.state !== 'succeeded') return send(failureOf(outcome, services.onNotice, name));
  if (outcome.response.mode === 'buffered') {
    const { contentType, payload } = outcome.response;
    return send({ status: 200, headers: [['content-type', contentType || 'application/json']], body: payload });
  }
  if (receiver.fault === undefined) {
    response.end();
    return;
  }
  services.onNotice(`the URL of ${name} answers 502: ${receiver.fault}`);
  send(badGateway());
}

function failureOf(
  outcome: Exclude<FrontEndOutcome, { state: 'succeeded' }>,
  onNotice: (line: string) => void,
  name: string,
): HttpResult {
  switch (outcome.state) {
    case 'failed':
    case 'timed-out':
      return badGateway();
    case 'throttled':
      return refusal(429, 'TooManyRequestsException', 'Rate Exceeded.');
    case 'too-large':
      return tooLarge();
    case 'unavailable':
      onNotice(`the URL of ${name} answers 502: ${outcome.reason}`);
      return badGateway();
  }
}

function forbidden(): HttpResult {
  return refusal(403, 'AccessDeniedException', 'Forbidden');
}

function tooLarge(): HttpResult {
  return refusal(413, 'RequestEntityTooLargeException', `Request must be smaller than ${MAX_PAYLOAD_BYTES} bytes`);
}

function badGateway(): HttpResult {
  return ownResult(502, 'text/plain', 'Internal Server Error');
}

function refusal(status: number, errorType: string, message: string): HttpResult {
  const headers: HeaderLine[] = [['x-amzn-errortype', errorType]];
  return ownResult(status, 'application/json', JSON.stringify({ Message: message }), headers);
}
