import { expect, test } from 'vitest';
import type { HttpCall } from '../../../../service/front-ends/http-call.ts';
import { payloadV2 } from '../../../../service/front-ends/payload-v2.ts';
import { sampleCall } from './sample-call.ts';

const SETTING = {
  apiId: 'abc',
  domainName: 'abc.lambda-url.localhost',
  routeKey: '$default',
  stage: '$default',
  path: '/a%2Fb/',
  requestId: 'the-id',
};

test('a request with all that can be in it', () => {
  const call = sampleCall({
    method: 'POST',
    path: '/a%2Fb/',
    query: 'one=1&two=a+b&two=%C3%A9&empty=&alone',
    headers: [
      ['Host', 'abc.lambda-url.localhost:9000'],
      ['Cookie', 'a=1; b=2'],
      ['X-Twice', 'first'],
      ['cookie', 'c=3'],
      ['x-twice', 'second, third'],
      ['User-Agent', 'test'],
      ['Content-Type', 'application/json; charset=utf-8'],
      ['Connection', 'keep-alive'],
      ['X-Forwarded-For', '10.0.0.1'],
    ],
  });
  expect(payloadV2(call, Buffer.from('{"é": 1}'), SETTING)).toEqual({
    version: '2.0',
    routeKey: '$default',
    rawPath: '/a%2Fb/',
    rawQueryString: 'one=1&two=a+b&two=%C3%A9&empty=&alone',
    cookies: ['a=1', 'b=2', 'c=3'],
    headers: {
      host: 'abc.lambda-url.localhost:9000',
      'x-twice': 'first,second, third',
      'user-agent': 'test',
      'content-type': 'application/json; charset=utf-8',
      'x-amzn-trace-id': 'Root=1-5e6722a7-cc56xmpl46db7ae02d4da47e',
      'x-forwarded-for': '10.0.0.1, 127.0.0.1',
      'x-forwarded-port': '9000',
      'x-forwarded-proto': 'http',
    },
    queryStringParameters: { one: '1', two: 'a b,é', empty: '', alone: '' },
    requestContext: {
      accountId: '123456789012',
      apiId: 'abc',
      domainName: 'abc.lambda-url.localhost',
      domainPrefix: 'abc',
      http: {
        method: 'POST',
        path: '/a%2Fb/',
        protocol: 'HTTP/1.1',
        sourceIp: '127.0.0.1',
        userAgent: 'test',
      },
      requestId: 'the-id',
      routeKey: '$default',
      stage: '$default',
      time: '12/Mar/2020:19:03:58 +0000',
      timeEpoch: 1584039838390,
    },
    body: '{"é": 1}',
    isBase64Encoded: false,
  });
});

test('what a request does not have, its event does not have either', () => {
  const event = payloadV2(sampleCall(), Buffer.alloc(0), SETTING);
  expect(event).not.toHaveProperty('cookies');
  expect(event).not.toHaveProperty('queryStringParameters');
  expect(event).toMatchObject({
    rawQueryString: '',
    isBase64Encoded: false,
    requestContext: { http: { userAgent: '' } },
  });
  expect(JSON.parse(JSON.stringify(event))).not.toHaveProperty('body');
});

test.each([
  ['text/plain', false],
  ['TEXT/HTML; charset=latin1', false],
  ['application/json', false],
  ['application/xml', false],
  ['application/javascript', false],
  ['application/x-www-form-urlencoded', true],
  ['multipart/form-data; boundary=x', true],
  ['application/octet-stream', true],
  ['image/svg+xml', true],
  [undefined, true],
])('a body of the type %s is in base64: %s', (type, isBase64Encoded) => {
  const headers: HttpCall['headers'] = type === undefined ? [] : [['content-type', type]];
  const body = isBase64Encoded ? 'YT1i' : 'a=b';
  expect(payloadV2(sampleCall({ headers }), Buffer.from('a=b'), SETTING)).toMatchObject({ body, isBase64Encoded });
});

test.each([
  ['a=%', { a: '%' }],
  ['a=%zz', { a: '%zz' }],
  ['a=%FF', { a: '\ufffd' }],
  ['a=b=c', { a: 'b=c' }],
  ['&&a=1&', { a: '1' }],
  ['%61=%2B', { a: '+' }],
  ['__proto__=1', JSON.parse('{"__proto__":"1"}')],
])('the query %s', (query, expected) => {
  const event = payloadV2(sampleCall({ query }), Buffer.alloc(0), SETTING);
  expect(event).toMatchObject({ rawQueryString: query });
  expect(JSON.stringify(event)).toContain(`"queryStringParameters":${JSON.stringify(expected)}`);
});
