import type { HeaderLine } from './http-call.ts';
import {
  type HttpResult,
  headerLine,
  jsonIn,
  MalformedResult,
  objectIn,
  shown,
  singleHeaders,
  statusCode,
  withContentType,
} from './http-result.ts';

/** What a front end answers where a function does not say it. */
export interface ResultV2Defaults {
  /** Of a response with a statusCode. */
  readonly contentType: string;
  /** Whether a body that is no text is made JSON; otherwise the response is malformed. */
  readonly takesAnyBody: boolean;
}

/**
 * The result of a function in payload format 2.0. Without a statusCode the whole result is the body, as JSON; a text is
 * taken as it is.
 *
 * @throws MalformedResult
 */
export function resultV2(payload: Buffer, { contentType, takesAnyBody }: ResultV2Defaults): HttpResult {
  const result = objectIn(payload);
  if (result?.statusCode === undefined) {
    const value = jsonIn(payload);
    const body = typeof value === 'string' ? Buffer.from(value) : payload;
    return { status: 200, headers: [['content-type', 'application/json']], body };
  }
  const headers = [...singleHeaders(result.headers), ...setCookies(result.cookies)];
  return {
    status: statusCode(result.statusCode),
    headers: withContentType(headers, contentType),
    body: bodyOf(result, takesAnyBody),
  };
}

/**
 * Each cookie in a header of its own.
 *
 * @throws MalformedResult
 */
export function setCookies(cookies: unknown): readonly HeaderLine[] {
  if (cookies === undefined || cookies === null) return [];
  if (!Array.isArray(cookies)) throw new MalformedResult(`cookies is ${shown(cookies)}, and no list`);
  return cookies.map((cookie) => headerLine('set-cookie', cookie));
}

function bodyOf({ body, isBase64Encoded }: Readonly<Record<string, unknown>>, takesAnyBody: boolean): Buffer {
  if (body === undefined || body === null) return Buffer.alloc(0);
  if (typeof body === 'string') return Buffer.from(body, isBase64Encoded === true ? 'base64' : 'utf8');
  if (!takesAnyBody) throw new MalformedResult(`the body is ${shown(body)}, and no text`);
  return Buffer.from(JSON.stringify(body));
}
