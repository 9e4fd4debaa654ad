import { expect, test } from 'vitest';
import { loadBalancerEvent } from '../../../../service/front-ends/load-balancer-event.ts';
import { sampleCall } from './sample-call.ts';

const ADDED = {
  'x-amzn-trace-id': 'Root=1-5e6722a7-cc56xmpl46db7ae02d4da47e',
  'x-forwarded-for': '127.0.0.1',
  'x-forwarded-port': '9000',
  'x-forwarded-proto': 'http',
};
const CALL = sampleCall({
  path: '/a%20b',
  query: 'a=1%2B&a=x+y&b',
  headers: [
    ['X-Twice', '1'],
    ['x-twice', '2'],
    ['Accept', '*/*'],
  ],
});

test('one value each, the last, and nothing is decoded', () => {
  const setting = { targetGroupArn: 'arn', path: '/a%20b', multiValue: false };
  expect(loadBalancerEvent(CALL, Buffer.alloc(0), setting)).toEqual({
    requestContext: { elb: { targetGroupArn: 'arn' } },
    httpMethod: 'GET',
    path: '/a%20b',
    queryStringParameters: { a: 'x+y', b: '' },
    headers: { 'x-twice': '2', accept: '*/*', ...ADDED },
    body: '',
    isBase64Encoded: false,
  });
});

test('all values', () => {
  const setting = { targetGroupArn: 'arn', path: '/a%20b', multiValue: true };
  const event = loadBalancerEvent(CALL, Buffer.alloc(0), setting);
  expect(event).toMatchObject({
    multiValueQueryStringParameters: { a: ['1%2B', 'x+y'], b: [''] },
    multiValueHeaders: { 'x-twice': ['1', '2'], accept: ['*/*'], 'x-forwarded-port': ['9000'] },
  });
  expect(event).not.toHaveProperty('headers');
  expect(event).not.toHaveProperty('queryStringParameters');
});

test.each([
  ['text/plain', undefined, 'abc'],
  ['application/json', undefined, 'abc'],
  ['application/json', 'gzip', 'YWJj'],
  ['image/png', undefined, 'YWJj'],
])('a body of the type %s and the encoding %s is %s', (type, encoding, body) => {
  const headers: [string, string][] = [['content-type', type]];
  if (encoding !== undefined) headers.push(['content-encoding', encoding]);
  const setting = { targetGroupArn: 'arn', path: '/', multiValue: false };
  const event = loadBalancerEvent(sampleCall({ headers }), Buffer.from('abc'), setting);
  expect(event).toMatchObject({ body, isBase64Encoded: body !== 'abc' });
});
