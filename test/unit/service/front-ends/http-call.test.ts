import type { IncomingMessage } from 'node:http';
import { expect, test } from 'vitest';
import { forwardedHeaders, targetOf } from '../../../../service/front-ends/http-call.ts';
import { sampleCall } from './sample-call.ts';

test.each([
  ['/', '/', ''],
  ['/a%2Fb?c=d?e', '/a%2Fb', 'c=d?e'],
  ['/a?', '/a', ''],
  ['?a', '/', 'a'],
  ['http://localhost:9000/a?b', '/a', 'b'],
  ['http://localhost', '/', ''],
  ['//a/b', '//a/b', ''],
  ['*', '/*', ''],
])('of the target %j, the path is %j and the query %j', (url, path, query) => {
  expect(targetOf({ url } as IncomingMessage)).toEqual({ path, query });
});

test('what is about the connection is left out, and what proxies say is said anew', () => {
  const headers: [string, string][] = [
    ['Connection', 'keep-alive'],
    ['Transfer-Encoding', 'chunked'],
    ['X-A', 'b'],
    ['x-forwarded-for', '10.0.0.1'],
    ['x-forwarded-proto', 'https'],
    ['x-forwarded-port', '443'],
    ['x-amzn-trace-id', 'Root=1'],
  ];
  expect(forwardedHeaders(sampleCall({ headers }))).toEqual([
    ['X-A', 'b'],
    ['X-Amzn-Trace-Id', 'Root=1-5e6722a7-cc56xmpl46db7ae02d4da47e'],
    ['X-Forwarded-For', '10.0.0.1, 127.0.0.1'],
    ['X-Forwarded-Port', '9000'],
    ['X-Forwarded-Proto', 'http'],
  ]);
});
