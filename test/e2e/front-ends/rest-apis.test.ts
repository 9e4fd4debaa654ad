import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { needsProgram } from '../../support/needed-programs.ts';
import { declared, type FrontEndService, startFrontEnds } from './front-end-service.ts';

const ECHO = 'answers-with-its-event';
const TOLD = 'answers-as-its-body-says';
const STREAMS = 'streams-http-response-as-its-body-says';
const CORS = { allowOrigins: ['http://page.example'], allowMethods: ['GET', 'PUT'], allowHeaders: ['x-a'] };
const PAGE = { origin: 'http://page.example' };
const PREFLIGHT = { ...PAGE, 'access-control-request-method': 'PUT' };

let service: FrontEndService;

beforeAll(async () => {
  service = await startFrontEnds({
    functions: [
      declared(ECHO),
      declared(TOLD),
      declared('throws-error'),
      declared(STREAMS),
      declared('streams-two-chunks'),
    ],
    apis: [
      {
        name: 'shop',
        type: 'rest-api',
        stage: 'test',
        stageVariables: { table: 'orders' },
        binaryMediaTypes: ['image/*'],
        cors: CORS,
        routes: [
          { route: 'GET /orders/{id}', function: ECHO },
          { route: 'ANY /files/{path+}', function: ECHO },
          { route: 'POST /told', function: TOLD },
          { route: 'POST /streams', function: STREAMS, stream: true },
          { route: 'GET /raw', function: 'streams-two-chunks', stream: true },
          { route: 'GET /whole', function: ECHO, stream: true },
          { route: 'GET /late', function: 'throws-error', stream: true },
          { route: 'GET /broken', function: 'throws-error' },
          { route: 'GET /missing', function: 'nobody:live' },
        ],
      },
    ],
  });
});

afterAll(async () => {
  await service?.[Symbol.asyncDispose]();
});

function told(path: string, answer: unknown, headers = {}): ReturnType<FrontEndService['send']> {
  const json = { 'content-type': 'application/json', ...headers };
  return service.send(path, { method: 'POST', headers: json, body: JSON.stringify(answer) });
}

test('a REST API passes payload 1.0 on', async () => {
  const host = service.hostOf('shop');
  const answer = await service.send('/test/orders/a%2Fb/?x=1&x=a+b', { host, headers: { 'X-Twice': ['1', '2'] } });
  expect(answer.headers).toMatchObject({ 'content-type': 'application/json', 'x-amz-apigw-id': expect.any(String) });
  expect(answer.json()).toMatchObject({
    resource: '/orders/{id}',
    path: '/orders/a%2Fb/',
    httpMethod: 'GET',
    headers: { Host: host, 'X-Twice': '2' },
    multiValueHeaders: { 'X-Twice': ['1', '2'] },
    queryStringParameters: { x: 'a b' },
    multiValueQueryStringParameters: { x: ['1', 'a b'] },
    pathParameters: { id: 'a%2Fb' },
    stageVariables: { table: 'orders' },
    requestContext: {
      apiId: 'shop',
      domainName: 'shop.execute-api.localhost',
      path: '/test/orders/a%2Fb/',
      requestId: answer.headers['x-amzn-requestid'],
      stage: 'test',
    },
    body: null,
    isBase64Encoded: false,
  });
});

test('a REST API is found by its path, and in curl by its name', async (context) => {
  await needsProgram(context, 'curl');
  const byPath = await service.send('/apis/shop/test/files/a/b');
  expect(byPath.json()).toMatchObject({ path: '/files/a/b', pathParameters: { path: 'a/b' } });
  const { stdout } = await promisify(execFile)('curl', ['-s', `http://${service.hostOf('shop')}/test/orders/7`]);
  expect(JSON.parse(stdout)).toMatchObject({ pathParameters: { id: '7' } });
});

test('a REST API says nothing of what went wrong behind it', async () => {
  const body = Buffer.from('{"message": "Internal server error"}');
  expect(await service.send('/apis/shop/test/broken')).toMatchObject({ status: 502, body });
  expect(await service.send('/apis/shop/test/missing')).toMatchObject({ status: 500, body });
  expect(service.lambda.notices.at(-1)).toMatch(/^shop, GET \/missing: Function not found: .*:nobody:live$/);
});

test('a REST API takes headers with several values, and refuses what is malformed', async () => {
  const answer = await told('/apis/shop/test/told', {
    statusCode: 201,
    multiValueHeaders: { 'Set-Cookie': ['a=1', 'b=2'] },
    headers: { 'Content-Type': 'text/html', Date: 'today' },
    body: '<p>',
  });
  expect(answer).toMatchObject({
    status: 201,
    headers: { 'set-cookie': ['a=1', 'b=2'], 'content-type': 'text/html', 'x-amzn-remapped-date': 'today' },
    body: Buffer.from('<p>'),
  });
  expect(await told('/apis/shop/test/told', { status: 200 })).toMatchObject({ status: 502 });
  expect(service.lambda.notices.at(-1)).toBe(
    'shop, POST /told: malformed response of the function: the result has the key "status"',
  );
});

test('a REST API decodes base64 for callers that accept a binary type', async () => {
  const image = { statusCode: 200, isBase64Encoded: true, body: 'AP8=', headers: { 'content-type': 'image/png' } };
  const accepted = await told('/apis/shop/test/told', image, { accept: 'image/png, */*' });
  expect(accepted.body).toEqual(Buffer.from([0, 255]));
  const other = await told('/apis/shop/test/told', image, { accept: 'text/html' });
  expect(other.body.toString()).toBe('AP8=');
  const sent = await service.send('/apis/shop/test/files/x', {
    method: 'PUT',
    headers: { 'content-type': 'image/png' },
    body: Buffer.from([0, 255]),
  });
  expect(sent.json()).toMatchObject({ body: 'AP8=', isBase64Encoded: true });
});

test('a REST API sends a stream with a prelude on, and no other', async () => {
  const prelude = `{"statusCode":201,"headers":{"a":"b"},"multiValueHeaders":{"set-cookie":["c=1","d=2"]}}${'\0'.repeat(8)}`;
  const answer = await told('/apis/shop/test/streams', { prelude, chunks: ['one', 'two'] });
  expect(answer).toMatchObject({
    status: 201,
    headers: {
      a: 'b',
      'set-cookie': ['c=1', 'd=2'],
      'x-amz-apigw-id': expect.any(String),
      'transfer-encoding': 'chunked',
    },
    body: Buffer.from('onetwo'),
  });
  for (const [path, notice] of [
    ['/raw', 'the stream has no prelude'],
    ['/whole', 'the response was not streamed'],
  ]) {
    expect(await service.send(`/apis/shop/test${path}`)).toMatchObject({ status: 502 });
    expect(service.lambda.notices.at(-1)).toContain(notice);
  }
  expect(await service.send('/apis/shop/test/late')).toMatchObject({ status: 502 });
});

test('a REST API answers OPTIONS of its resources itself, and leaves answers of functions as they are', async () => {
  for (const path of ['/orders/1', '/files/a/b']) {
    const answer = await service.send(`/apis/shop/test${path}`, { method: 'OPTIONS', headers: PREFLIGHT });
    expect(answer.headers).toMatchObject({
      'access-control-allow-origin': 'http://page.example',
      'access-control-allow-methods': 'GET,PUT',
    });
  }
  const unknown = await service.send('/apis/shop/test/other', { method: 'OPTIONS', headers: PREFLIGHT });
  expect(unknown.status).toBe(403);
  const answer = await service.send('/apis/shop/test/orders/1', { headers: PAGE });
  expect(answer.headers).not.toHaveProperty('access-control-allow-origin');
});

test.each([
  ['/test/other', '{"message":"Missing Authentication Token"}'],
  ['/test/told', '{"message":"Missing Authentication Token"}'],
  ['/test', '{"message":"Missing Authentication Token"}'],
  ['/prod/orders/1', '{"message":"Forbidden"}'],
  ['/testing/orders/1', '{"message":"Forbidden"}'],
])('a REST API has nothing at %s', async (path, body) => {
  expect(await service.send(`/apis/shop${path}`)).toMatchObject({ status: 403, body: Buffer.from(body) });
});

test('what is too large for a REST API is refused', async () => {
  const answer = await service.send('/apis/shop/test/files/x', { method: 'PUT', body: Buffer.alloc(10_485_761) });
  expect(answer).toMatchObject({ status: 413, body: Buffer.from('{"message":"Request Too Long"}') });
  const heads = { headers: { 'x-a': 'a'.repeat(10_300) } };
  expect(await service.send('/apis/shop/test/orders/1', heads)).toMatchObject({
    status: 431,
    body: Buffer.from('{"message":"Request Header Fields Too Large"}'),
  });
});
