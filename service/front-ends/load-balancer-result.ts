import { STATUS_CODES } from 'node:http';
import type { HeaderLine } from './http-call.ts';
import {
  type HttpResult,
  MalformedResult,
  multiValueHeaders,
  objectIn,
  ownResult,
  shown,
  singleHeaders,
  statusCode,
  withContentType,
} from './http-result.ts';

const SERVER: HeaderLine = ['server', 'awselb/2.0'];

/**
 * The result of a function behind a load balancer. It must have a statusCode.
 *
 * @param multiValue whether headers are taken from multiValueHeaders, and from there alone
 * @throws MalformedResult
 */
export function loadBalancerResult(payload: Buffer, multiValue: boolean): HttpResult {
  const result = objectIn(payload);
  if (result === undefined) throw new MalformedResult('the result is no object');
  const { body, isBase64Encoded, statusDescription } = result;
  if (body !== undefined && body !== null && typeof body !== 'string') {
    throw new MalformedResult(`the body is ${shown(body)}, and no text`);
  }
  const status = statusCode(result.statusCode);
  const reason = reasonOf(statusDescription);
  const headers = multiValue ? multiValueHeaders(result.multiValueHeaders) : singleHeaders(result.headers);
  return {
    status,
    ...(reason !== undefined && { reason }),
    headers: [SERVER, ...withContentType(headers, 'application/octet-stream')],
    body: Buffer.from(body ?? '', isBase64Encoded === true ? 'base64' : 'utf8'),
  };
}

/** The page that a load balancer shows where it has no answer. */
export function loadBalancerPage(status: number): HttpResult {
  const title = `${status} ${STATUS_CODES[status]}`;
  const lines = [
    '<html>',
    `<head><title>${title}</title></head>`,
    '<body>',
    `<center><h1>${title}</h1></center>`,
    '</body>',
    '</html>',
    '',
  ];
  return ownResult(status, 'text/html', lines.join('\r\n'), [SERVER]);
}

/** What follows the number in `404 Not Found`. */
function reasonOf(statusDescription: unknown): string | undefined {
  if (typeof statusDescription !== 'string') return undefined;
  const reason = statusDescription.replace(/^\d{3}\s*/, '');
  return /^[\x20-\x7e]+$/.test(reason) ? reason : undefined;
}
