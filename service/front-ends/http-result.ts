import { type ServerResponse, validateHeaderName, validateHeaderValue } from 'node:http';
import type { HeaderLine } from './http-call.ts';

/** What a front end answers. */
export interface HttpResult {
  readonly status: number;
  /** Follows the status in the first line, where it is not that of HTTP. */
  readonly reason?: string;
  /** A name may come more than once. */
  readonly headers: readonly HeaderLine[];
  readonly body: Buffer;
}

/** A result of a function that cannot be an answer. The message says why. */
export class MalformedResult extends Error {}

// What the server itself says about the connection and the length of the body.
const OWN_HEADERS = new Set([
  'connection',
  'content-length',
  'keep-alive',
  'proxy-connection',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
]);
const BODILESS = [204, 304];

/** Sends an answer. One that has begun can only be cut off. */
export function sendResult(response: ServerResponse, result: HttpResult): void {
  if (response.headersSent) {
    response.destroy();
    return;
  }
  const { status, reason, headers, body } = result;
  const length: HeaderLine[] = BODILESS.includes(status) ? [] : [['content-length', String(body.length)]];
  const lines = [...sendableHeaders(headers), ...length].flat();
  if (reason === undefined) response.writeHead(status, lines);
  else response.writeHead(status, reason, lines);
  response.end(BODILESS.includes(status) ? undefined : body);
}

/** The headers that are the function's to send. */
export function sendableHeaders(headers: readonly HeaderLine[]): readonly HeaderLine[] {
  return headers.filter(([name]) => !OWN_HEADERS.has(name.toLowerCase()));
}

/** A short answer of the front end itself. */
export function ownResult(
  status: number,
  contentType: string,
  text: string,
  headers: readonly HeaderLine[] = [],
): HttpResult {
  return { status, headers: [['content-type', contentType], ...headers], body: Buffer.from(text) };
}

/**
 * A header of a function. What is not ASCII goes out as the bytes of UTF-8.
 *
 * @throws MalformedResult for what cannot be a header
 */
export function headerLine(name: string, value: unknown): HeaderLine {
  if (typeof value !== 'string' && typeof value !== 'number' && typeof value !== 'boolean') {
    throw new MalformedResult(`the header ${name.slice(0, 100)} has no text as its value`);
  }
  const bytes = Buffer.from(String(value)).toString('latin1');
  try {
    validateHeaderName(name);
    validateHeaderValue(name, bytes);
  } catch {
    throw new MalformedResult(`no header can be ${JSON.stringify(`${name}: ${value}`.slice(0, 100))}`);
  }
  return [name, bytes];
}

/**
 * A status of a function.
 *
 * @throws MalformedResult for what cannot be the last word to a request
 */
export function statusCode(value: unknown): number {
  const status = typeof value === 'string' && /^\d{3}$/.test(value) ? Number(value) : value;
  if (typeof status === 'number' && Number.isInteger(status) && status >= 200 && status <= 599) return status;
  throw new MalformedResult(`the statusCode is ${shown(value)}, and no number from 200 to 599`);
}

/** A value in a message. */
export function shown(value: unknown): string {
  return (JSON.stringify(value) ?? 'missing').slice(0, 100);
}

/** The object that a function has answered with. Nothing where it is something else. */
export function objectIn(payload: Buffer): Readonly<Record<string, unknown>> | undefined {
  const value = jsonIn(payload);
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : undefined;
}

/** @throws MalformedResult for what is no JSON */
export function jsonIn(payload: Buffer): unknown {
  try {
    return JSON.parse(payload.toString());
  } catch {
    throw new MalformedResult('the result is no JSON; what streams its response needs a URL that streams');
  }
}

/**
 * The headers of a result: names with one value each.
 *
 * @throws MalformedResult
 */
export function singleHeaders(headers: unknown): readonly HeaderLine[] {
  return Object.entries(mapOf(headers, 'headers')).map(([name, value]) => headerLine(name, value));
}

/**
 * The headers of a result: names with lists of values.
 *
 * @throws MalformedResult
 */
export function multiValueHeaders(headers: unknown): readonly HeaderLine[] {
  return Object.entries(mapOf(headers, 'multiValueHeaders')).flatMap(([name, values]) => {
    if (!Array.isArray(values)) throw new MalformedResult(`multiValueHeaders.${name} is no list`);
    return values.map((value) => headerLine(name, value));
  });
}

/** Adds a content type where there is none. */
export function withContentType(headers: readonly HeaderLine[], contentType: string): readonly HeaderLine[] {
  const isGiven = headers.some(([name]) => name.toLowerCase() === 'content-type');
  return isGiven ? headers : [['content-type', contentType], ...headers];
}

function mapOf(headers: unknown, key: string): object {
  if (headers === undefined || headers === null) return {};
  if (typeof headers === 'object' && !Array.isArray(headers)) return headers;
  throw new MalformedResult(`${key} is ${shown(headers)}, and no object of names and values`);
}
