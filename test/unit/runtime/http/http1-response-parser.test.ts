import { expect, test } from 'vitest';
import {
  type Http1Response,
  Http1ResponseParser,
  HttpProtocolError,
} from '../../../../runtime/http/http1-response-parser.ts';

interface Example {
  readonly title: string;
  readonly wire: string;
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  readonly keepAlive?: boolean;
  /** The response ends with the connection. */
  readonly untilClose?: boolean;
}

const EXAMPLES: readonly Example[] = [
  {
    title: 'a body of known length',
    wire: 'HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: 5\r\n\r\nhello',
    headers: { 'content-type': 'text/plain', 'content-length': '5' },
    body: 'hello',
  },
  { title: 'a body of no bytes', wire: 'HTTP/1.1 202 Accepted\r\nContent-Length: 0\r\n\r\n', status: 202 },
  {
    title: 'a body that looks like a response',
    wire: 'HTTP/1.1 200 OK\r\nContent-Length: 38\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n',
    body: 'HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n',
  },
  {
    title: 'chunks',
    wire: 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\nA\r\n, world!!!\r\n0\r\n\r\n',
    body: 'hello, world!!!',
  },
  { title: 'chunks, but none', wire: 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n' },
  {
    title: 'chunks with extensions and trailers',
    wire: 'HTTP/1.1 200 OK\r\nTransfer-Encoding: Chunked\r\n\r\n2;a=b;c\r\nhi\r\n1 \t;d\r\n!\r\n00;e\r\nX-Trailer: 1\r\nX-Other: 2\r\n\r\n',
    body: 'hi!',
  },
  {
    title: 'a chunk that holds line breaks',
    wire: 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n8\r\n\r\n0\r\n\r\n!\r\n0\r\n\r\n',
    body: '\r\n0\r\n\r\n!',
  },
  {
    title: 'chunks that win over a length',
    wire: 'HTTP/1.1 200 OK\r\nContent-Length: 99\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nx\r\n0\r\n\r\n',
    body: 'x',
  },
  {
    title: 'a body until the connection closes',
    wire: 'HTTP/1.1 200 OK\r\nServer: x\r\n\r\nwhatever\r\n\r\ncomes',
    headers: { server: 'x' },
    body: 'whatever\r\n\r\ncomes',
    keepAlive: false,
    untilClose: true,
  },
  {
    title: 'no body until the connection closes',
    wire: 'HTTP/1.1 500 Oh\r\n\r\n',
    status: 500,
    keepAlive: false,
    untilClose: true,
  },
  { title: 'a status that has no body', wire: 'HTTP/1.1 204 No Content\r\nServer: x\r\n\r\n', status: 204 },
  {
    title: 'another status that has no body',
    wire: 'HTTP/1.1 304 Not Modified\r\nContent-Length: 7\r\n\r\n',
    status: 304,
  },
  {
    title: 'interim responses before the real one',
    wire: 'HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\nx',
    headers: { 'content-length': '1' },
    body: 'x',
  },
  {
    title: 'a header that comes twice',
    wire: 'HTTP/1.1 200 OK\r\nX-Twice: a\r\nx-twice:  b \r\nContent-Length: 0\r\n\r\n',
    headers: { 'x-twice': 'a, b', 'content-length': '0' },
  },
  {
    title: 'headers with no value, no space, and many colons',
    wire: 'HTTP/1.1 200 OK\r\nX-Empty:\r\nX-Dense:x\r\nX-Url: http://h:1/\r\nContent-Length: 0\r\n\r\n',
    headers: { 'x-empty': '', 'x-dense': 'x', 'x-url': 'http://h:1/', 'content-length': '0' },
  },
  {
    title: 'UTF-8 in a header and in the body',
    wire: 'HTTP/1.1 200 OK\r\nX-Text: größe 🚀\r\nContent-Length: 9\r\n\r\nü🚀日',
    headers: { 'x-text': 'größe 🚀', 'content-length': '9' },
    body: 'ü🚀日',
  },
  { title: 'a status line without a reason', wire: 'HTTP/1.1 200\r\nContent-Length: 0\r\n\r\n' },
  { title: 'a status line with an empty reason', wire: 'HTTP/1.1 299 \r\nContent-Length: 0\r\n\r\n', status: 299 },
  {
    title: 'an end of the connection that is announced',
    wire: 'HTTP/1.1 200 OK\r\nConnection: Close\r\nContent-Length: 0\r\n\r\n',
    keepAlive: false,
  },
  {
    title: 'HTTP/1.0, which closes the connection',
    wire: 'HTTP/1.0 200 OK\r\nContent-Length: 1\r\n\r\nx',
    body: 'x',
    keepAlive: false,
  },
  {
    title: 'HTTP/1.0 that keeps the connection',
    wire: 'HTTP/1.0 200 OK\r\nConnection: Keep-Alive\r\nContent-Length: 1\r\n\r\nx',
    body: 'x',
  },
];

const OPEN_ENDED = EXAMPLES.filter(({ untilClose }) => untilClose);
const COMPLETE = EXAMPLES.filter(({ untilClose }) => !untilClose);

test.each(EXAMPLES)('in one piece, byte by byte, and split anywhere: $title', (example) => {
  const bytes = Buffer.from(example.wire);
  expectExample(parse([bytes], example), example);
  expectExample(
    parse(
      Array.from(bytes, (byte) => Buffer.of(byte)),
      example,
    ),
    example,
  );
  for (let at = 1; at < bytes.length; at += 1) {
    expectExample(parse([bytes.subarray(0, at), bytes.subarray(at)], example), example);
  }
});

test.each(COMPLETE)('twice on one parser, and not before its last byte: $title', (example) => {
  const bytes = Buffer.from(example.wire);
  const parser = new Http1ResponseParser();
  expectExample(parse([bytes], example, parser), example);
  expectExample(parse([bytes.subarray(0, 10), bytes.subarray(10)], example, parser), example);
  expect(parser.push(bytes.subarray(0, -1))).toBeUndefined();
  expect(parser.end()).toBeUndefined();
});

test('an end of the connection may be announced among other things', () => {
  const wire = 'HTTP/1.1 200 OK\r\nConnection: TE, Close\r\nContent-Length: 0\r\n\r\n';
  expect(new Http1ResponseParser().push(Buffer.from(wire))?.keepAlive).toBe(false);
});

test('responses of different kinds follow each other on one parser', () => {
  const parser = new Http1ResponseParser();
  for (const example of [...COMPLETE, ...OPEN_ENDED.slice(0, 1)]) {
    expectExample(parse([Buffer.from(example.wire)], example, parser), example);
  }
});

test.each([
  ['something else than HTTP', 'SSH-2.0-OpenSSH_9.0\r\n\r\n'],
  ['HTTP/2', 'HTTP/2 200\r\n\r\n'],
  ['HTTP/1.2', 'HTTP/1.2 200 OK\r\n\r\n'],
  ['lower case', 'http/1.1 200 OK\r\n\r\n'],
  ['a status of two digits', 'HTTP/1.1 20 OK\r\n\r\n'],
  ['a status of four digits', 'HTTP/1.1 2000 OK\r\n\r\n'],
  ['a status that is no number', 'HTTP/1.1 abc OK\r\n\r\n'],
  ['no status', 'HTTP/1.1\r\n\r\n'],
  ['an empty line first', '\r\n\r\n'],
  ['a header without a colon', 'HTTP/1.1 200 OK\r\nnonsense\r\n\r\n'],
  ['a header without a name', 'HTTP/1.1 200 OK\r\n: value\r\n\r\n'],
  ['an interim response that is none', 'HTTP/1.1 100 Continue\r\n\r\nHTP/1.1 200 OK\r\n\r\n'],
  ['a length that is no number', 'HTTP/1.1 200 OK\r\nContent-Length: five\r\n\r\nhello'],
  ['a length in hexadecimal digits', 'HTTP/1.1 200 OK\r\nContent-Length: 0x5\r\n\r\nhello'],
  ['a length below zero', 'HTTP/1.1 200 OK\r\nContent-Length: -5\r\n\r\nhello'],
  ['a length with a sign', 'HTTP/1.1 200 OK\r\nContent-Length: +5\r\n\r\nhello'],
  ['a length of nothing', 'HTTP/1.1 200 OK\r\nContent-Length:\r\n\r\nhello'],
  ['two lengths', 'HTTP/1.1 200 OK\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\nhello'],
  ['a length beyond all numbers', `HTTP/1.1 200 OK\r\nContent-Length: ${'9'.repeat(40)}\r\n\r\n`],
  ['a length that nobody can hold', 'HTTP/1.1 200 OK\r\nContent-Length: 300000000\r\n\r\n'],
  ['an unknown encoding', 'HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip\r\n\r\n'],
  ['chunks of an unknown encoding', 'HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip, chunked\r\n\r\n'],
  ['a chunk without a size', 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n\r\nhello\r\n'],
  ['a chunk size that is no number', 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nxyz\r\nhello\r\n'],
  ['a chunk size below zero', 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n-5\r\nhello\r\n'],
  ['a chunk size with more behind it', 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5 5\r\nhello\r\n'],
  ['a chunk size beyond all numbers', 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nfffffffff\r\n'],
  ['a chunk that nobody can hold', 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nffffffff\r\n'],
  [
    'a chunk that is longer than its size',
    'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nhello\r\n0\r\n\r\n',
  ],
  ['more than was asked for, behind a length', 'HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\nxy'],
  ['more than was asked for, behind chunks', 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\nx'],
  ['more than was asked for, behind no body', 'HTTP/1.1 204 No Content\r\n\r\nx'],
])('%s is refused', (_what, wire) => {
  expect(() => new Http1ResponseParser().push(Buffer.from(wire))).toThrow(HttpProtocolError);
});

test.each([
  ['a head', 'HTTP/1.1 200 OK\r\nX-Long: ', 'x'],
  ['a chunk size', 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1;', 'x'],
  ['a trailer', 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\nX: ', 'x'],
])('%s without an end is refused', (_what, begin, filler) => {
  const parser = new Http1ResponseParser();
  parser.push(Buffer.from(begin));
  expect(() => parser.push(Buffer.alloc(2_000_000, filler))).toThrow(HttpProtocolError);
});

test('many chunks do not add up to more than anybody can hold', () => {
  const parser = new Http1ResponseParser();
  parser.push(Buffer.from('HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n'));
  const chunk = Buffer.concat([Buffer.from('1000000\r\n'), Buffer.alloc(1 << 24), Buffer.from('\r\n')]);
  expect(() => {
    for (let n = 0; n < 20; n += 1) parser.push(chunk);
  }).toThrow(HttpProtocolError);
});

test('a response that is cut off has no end', () => {
  const parser = new Http1ResponseParser();
  expect(parser.end()).toBeUndefined();
  parser.push(Buffer.from('HTTP/1.1 200 OK\r\nContent-Le'));
  expect(parser.end()).toBeUndefined();
});

function parse(pieces: readonly Buffer[], { untilClose }: Example, parser = new Http1ResponseParser()): Http1Response {
  const responses = pieces.map((piece) => parser.push(piece));
  if (untilClose) responses.push(parser.end());
  const last = responses.pop();
  if (responses.some((response) => response !== undefined)) throw new Error('complete before its last piece');
  if (last === undefined) throw new Error('not complete after its last piece');
  return last;
}

function expectExample({ status, headers, body, keepAlive }: Http1Response, example: Example): void {
  expect({ status, body: body.toString(), keepAlive }).toEqual({
    status: example.status ?? 200,
    body: example.body ?? '',
    keepAlive: example.keepAlive ?? true,
  });
  if (example.headers) expect(Object.fromEntries(headers)).toEqual(example.headers);
}
