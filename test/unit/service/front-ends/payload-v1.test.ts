import { expect, test } from 'vitest';
import { payloadV1 } from '../../../../service/front-ends/payload-v1.ts';
import { sampleCall } from './sample-call.ts';

const SETTING = {
  apiId: 'shop',
  domainName: 'shop.execute-api.localhost',
  stage: 'prod',
  stageVariables: { table: 'orders' },
  resource: '/orders/{id}',
  path: '/orders/a%2Fb',
  pathParameters: { id: 'a%2Fb' },
  binaryTypes: ['image/*', 'application/octet-stream'],
  requestId: 'the-id',
  extendedRequestId: 'other-id',
};

test('a request with all that can be in it', () => {
  const call = sampleCall({
    method: 'PUT',
    query: 'a=1&a=2%2B&b=x+y',
    headers: [
      ['host', 'shop.execute-api.localhost:9000'],
      ['tEsT-HEADeR', 'aValUE'],
      ['aUThorization', 'Bearer x'],
      ['user-agent', 'test'],
      ['x-twice', '1'],
      ['x-twice', '2'],
      ['content-length', '2'],
      ['cookie', 'a=1; b=2'],
      ['X-Amzn-Trace-Id', 'Root=old'],
    ],
  });
  const multi = {
    Host: ['shop.execute-api.localhost:9000'],
    'tEsT-HEADeR': ['aValUE'],
    Authorization: ['Bearer x'],
    'User-Agent': ['test'],
    'x-twice': ['1', '2'],
    cookie: ['a=1; b=2'],
    'X-Amzn-Trace-Id': ['Root=1-5e6722a7-cc56xmpl46db7ae02d4da47e'],
    'X-Forwarded-For': ['127.0.0.1'],
    'X-Forwarded-Port': ['9000'],
    'X-Forwarded-Proto': ['http'],
  };
  const event = payloadV1(call, Buffer.from('{}'), SETTING);
  expect(event).toMatchObject({
    resource: '/orders/{id}',
    path: '/orders/a%2Fb',
    httpMethod: 'PUT',
    queryStringParameters: { a: '2+', b: 'x y' },
    multiValueQueryStringParameters: { a: ['1', '2+'], b: ['x y'] },
    pathParameters: { id: 'a%2Fb' },
    stageVariables: { table: 'orders' },
    requestContext: {
      accountId: '123456789012',
      apiId: 'shop',
      domainName: 'shop.execute-api.localhost',
      domainPrefix: 'shop',
      extendedRequestId: 'other-id',
      httpMethod: 'PUT',
      identity: { sourceIp: '127.0.0.1', userAgent: 'test', userArn: null, accessKey: null },
      path: '/prod/orders/a%2Fb',
      protocol: 'HTTP/1.1',
      requestId: 'the-id',
      requestTime: '12/Mar/2020:19:03:58 +0000',
      requestTimeEpoch: 1584039838390,
      resourcePath: '/orders/{id}',
      stage: 'prod',
    },
    body: '{}',
    isBase64Encoded: false,
  });
  const last = Object.fromEntries(Object.entries(multi).map(([name, values]) => [name, values.at(-1)]));
  expect(event).toHaveProperty('multiValueHeaders', multi);
  expect(event).toHaveProperty('headers', last);
});

test('what a request does not have is null', () => {
  const setting = { ...SETTING, stageVariables: undefined, pathParameters: undefined };
  expect(payloadV1(sampleCall(), Buffer.alloc(0), setting)).toMatchObject({
    queryStringParameters: null,
    multiValueQueryStringParameters: null,
    pathParameters: null,
    stageVariables: null,
    body: null,
    isBase64Encoded: false,
    requestContext: { identity: { userAgent: null } },
  });
});

test.each([
  ['image/png', true],
  ['application/octet-stream; x=y', true],
  ['application/json', false],
  ['application/x-www-form-urlencoded', false],
])('a body of the type %s is in base64: %s', (type, isBase64Encoded) => {
  const event = payloadV1(sampleCall({ headers: [['Content-Type', type]] }), Buffer.from('a=b'), SETTING);
  expect(event).toMatchObject({ body: isBase64Encoded ? 'YT1i' : 'a=b', isBase64Encoded });
});

test('bytes that are no UTF-8 are replaced unless they were declared to be binary', () => {
  const bytes = Buffer.from([0x61, 0xff]);
  expect(payloadV1(sampleCall(), bytes, SETTING)).toMatchObject({ body: 'a\ufffd' });
  expect(payloadV1(sampleCall(), bytes, { ...SETTING, binaryTypes: ['*/*'] })).toMatchObject({ body: 'Yf8=' });
});
