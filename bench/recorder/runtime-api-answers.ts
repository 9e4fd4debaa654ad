import { EXTENSION_HEADERS } from '../../runtime/protocol/extensions-api.ts';
import { INVOCATION_HEADERS } from '../../runtime/protocol/runtime-api.ts';

const FUNCTION_ARN = 'arn:aws:lambda:us-east-1:123456789012:function:bench';
const TIMEOUT_MS = 30_000;

/** Answer to a report: taken. */
export const ACCEPTED: string = answer('202 Accepted', '{"status":"OK"}\n');

/** Answer to what the Runtime API does not know. */
export const NOT_FOUND: string = answer('404 Not Found', '{"errorMessage":"no such route","errorType":"NotFound"}\n');

/** Answer to the registration of an extension. */
export const REGISTERED: string = answer(
  '200 OK',
  '{"functionName":"bench","functionVersion":"$LATEST","handler":"index.handler"}',
  { [EXTENSION_HEADERS.identifier]: '00000000-0000-4000-8000-000000000000' },
);

/** Answer to GET next: the event, with the headers that every invocation has. */
export function eventAnswer(requestId: string, event: string): string {
  return answer('200 OK', event, {
    [INVOCATION_HEADERS.requestId]: requestId,
    [INVOCATION_HEADERS.deadlineMs]: String(Date.now() + TIMEOUT_MS),
    [INVOCATION_HEADERS.functionArn]: FUNCTION_ARN,
    [INVOCATION_HEADERS.traceId]: 'Root=1-5bef4de7-ad49b0e87f6ef6c87fc2e700;Parent=9a9197af755a6419;Sampled=0',
  });
}

/** A request id as Lambda writes them, made of a number. */
export function requestIdOf(count: number): string {
  return `00000000-0000-4000-8000-${count.toString(16).padStart(12, '0')}`;
}

function answer(status: string, body: string, headers: Record<string, string> = {}): string {
  const lines = Object.entries({ 'content-type': 'application/json', ...headers }).map(([name, value]) => {
    return `${capitalize(name)}: ${value}\r\n`;
  });
  return `HTTP/1.1 ${status}\r\n${lines.join('')}Content-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`;
}

// Lambda-Runtime-Aws-Request-Id, as the service writes it: a contender may compare byte by byte.
function capitalize(name: string): string {
  return name.replace(/\b[a-z]/g, (letter) => letter.toUpperCase());
}
