import { expect, test } from 'vitest';
import { type ReadRequest, readRequest } from '../../../../bench/recorder/http-request.ts';

const GET = 'GET /next HTTP/1.1\r\nhost: x\r\n\r\n';
const POST = 'POST /response HTTP/1.1\r\nContent-Length: 4\r\n\r\nbody';
const STREAM =
  'POST /response HTTP/1.1\r\nTransfer-Encoding: chunked\r\nTrailer: Error-Type\r\n\r\n' +
  '5\r\nab\r\nc\r\n2\r\nde\r\n0\r\nError-Type: TypeError\r\n\r\n';

function read(text: string): ReadRequest | undefined {
  return readRequest(Buffer.from(text));
}

test('a request without a length has no body', () => {
  expect(read(GET)?.request).toMatchObject({ method: 'GET', path: '/next', body: Buffer.alloc(0) });
});

test('a body has the length that the head says', () => {
  expect(read(POST)?.request.body.toString()).toBe('body');
});

test('chunks are put together, and trailers are kept', () => {
  const request = read(STREAM)?.request;
  expect(request?.body.toString()).toBe('ab\r\ncde');
  expect(request?.trailers).toBe('error-type: typeerror');
});

test('a chunked body may end without trailers', () => {
  const text = 'POST / HTTP/1.1\r\ntransfer-encoding: chunked\r\n\r\n1\r\na\r\n0\r\n\r\n';
  expect(read(text)).toMatchObject({ request: { trailers: '' }, bytes: text.length });
});

test.each([GET, POST, STREAM])('a request that is cut off anywhere is not read yet: %j', (text) => {
  for (let end = 0; end < text.length; end++) expect(read(text.slice(0, end))).toBeUndefined();
});

test('what follows a request is left for the next one', () => {
  for (const text of [GET, POST, STREAM]) expect(read(text + GET)?.bytes).toBe(text.length);
});
