import { expect, test } from 'vitest';
import {
  encodeChunkedHead,
  encodeChunkSize,
  encodeHead,
  encodeLastChunk,
} from '../../../../runtime/http/http1-request-encoder.ts';

test('a request without a body has no length', () => {
  expect(encodeHead('h:1', { method: 'GET', path: '/next' })).toBe('GET /next HTTP/1.1\r\nhost: h:1\r\n\r\n');
});

test('a request with a body tells its length, even of none', () => {
  const head = { method: 'POST', path: '/p' } as const;
  expect(encodeHead('h:1', head, 12)).toBe('POST /p HTTP/1.1\r\nhost: h:1\r\ncontent-length: 12\r\n\r\n');
  expect(encodeHead('h:1', head, 0)).toBe('POST /p HTTP/1.1\r\nhost: h:1\r\ncontent-length: 0\r\n\r\n');
});

test('headers go out in their order and spelling, those without a value not at all', () => {
  const headers = { 'X-One': '1', 'x-none': undefined, 'x-empty': '', 'x-utf': 'größe 🚀' };
  expect(encodeHead('h:1', { method: 'GET', path: '/', headers })).toBe(
    'GET / HTTP/1.1\r\nhost: h:1\r\nX-One: 1\r\nx-empty: \r\nx-utf: größe 🚀\r\n\r\n',
  );
});

test('a request whose length is not known goes out in chunks, and announces its trailers', () => {
  const head = encodeChunkedHead('h:1', { method: 'POST', path: '/p', headers: { a: 'b' } }, ['x-one', 'x-two']);
  expect(head).toBe(
    'POST /p HTTP/1.1\r\nhost: h:1\r\na: b\r\ntransfer-encoding: chunked\r\ntrailer: x-one, x-two\r\n\r\n',
  );
});

test('the size of a chunk is hexadecimal', () => {
  expect([1, 255, 65_536].map(encodeChunkSize)).toEqual(['1\r\n', 'ff\r\n', '10000\r\n']);
});

test('the last chunk carries the trailers, if there are any', () => {
  expect(encodeLastChunk()).toBe('0\r\n\r\n');
  expect(encodeLastChunk({ 'x-one': '1', 'x-two': '2' })).toBe('0\r\nx-one: 1\r\nx-two: 2\r\n\r\n');
});

test('no control character of a value reaches the wire, so that none can start a header of its own', () => {
  for (let code = 0; code < 0x20; code += 1) expectHarmless(String.fromCharCode(code));
  expectHarmless('\x7f');
  expectHarmless('\r\n');
  expectHarmless('\n\n');
});

function expectHarmless(control: string): void {
  const value = `a${control}evil: yes${control}`;
  const head = encodeHead('h:1', { method: 'GET', path: '/', headers: { 'x-value': value, 'x-after': '1' } });
  const lines = head.split(/\r\n|\r|\n/);
  expect(lines).toHaveLength(6);
  expect(lines[2]).toMatch(/^x-value: a[ \t]+evil: yes[ \t]+$/);
  expect(encodeLastChunk({ 'x-trailer': value }).split(/\r\n|\r|\n/)).toHaveLength(4);
}
