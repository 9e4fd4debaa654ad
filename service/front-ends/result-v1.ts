import type { HeaderLine } from './http-call.ts';
import {
  type HttpResult,
  MalformedResult,
  multiValueHeaders,
  objectIn,
  shown,
  singleHeaders,
  statusCode,
  withContentType,
} from './http-result.ts';

const KEYS = ['statusCode', 'headers', 'multiValueHeaders', 'body', 'isBase64Encoded'];

/**
 * The result of a function in payload format 1.0. None of the keys must be there, but others must not.
 *
 * @param takesBinary whether a body in base64 is decoded: where the caller accepts a type that was declared to be binary
 * @throws MalformedResult
 */
export function resultV1(payload: Buffer, takesBinary: boolean): HttpResult {
  const result = objectIn(payload);
  if (result === undefined) throw new MalformedResult('the result is no object');
  const unknown = Object.keys(result).find((key) => !KEYS.includes(key));
  if (unknown !== undefined) throw new MalformedResult(`the result has the key ${shown(unknown)}`);
  const { statusCode: status = 200, body, isBase64Encoded } = result;
  if (body !== undefined && body !== null && typeof body !== 'string') {
    throw new MalformedResult(`the body is ${shown(body)}, and no text`);
  }
  return {
    status: statusCode(status),
    headers: withContentType(merged(singleHeaders(result.headers), result.multiValueHeaders), 'application/json'),
    body: Buffer.from(body ?? '', isBase64Encoded === true && takesBinary ? 'base64' : 'utf8'),
  };
}

/** What stands in both comes once. */
function merged(single: readonly HeaderLine[], multi: unknown): readonly HeaderLine[] {
  const lines = multiValueHeaders(multi);
  const listed = new Set(lines.map(([name, value]) => `${name.toLowerCase()}: ${value}`));
  return [...single.filter(([name, value]) => !listed.has(`${name.toLowerCase()}: ${value}`)), ...lines];
}
