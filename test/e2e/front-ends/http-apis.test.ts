import { afterAll, beforeAll, expect, test } from 'vitest';
import { declared, type FrontEndService, startFrontEnds } from './front-end-service.ts';

const ECHO = 'answers-with-its-event';
const TOLD = 'answers-as-its-body-says';
const CORS = { allowOrigins: ['http://page.example'], allowMethods: ['GET', 'PUT'], allowHeaders: ['x-a'] };
const PAGE = { origin: 'http://page.example' };
const PREFLIGHT = { ...PAGE, 'access-control-request-method': 'PUT' };

let service: FrontEndService;

beforeAll(async () => {
  service = await startFrontEnds({
    functions: [declared(ECHO), declared(TOLD), declared('throws-error')],
    apis: [
      {
        name: 'web',
        type: 'http-api',
        cors: CORS,
        routes: [
          { route: 'GET /orders/{id}', function: ECHO },
          { route: 'POST /told', function: TOLD },
          { route: 'GET /broken', function: 'throws-error' },
          { route: 'GET /missing', function: 'nobody' },
          { route: 'ANY /files/{path+}', function: ECHO },
        ],
      },
      {
        name: 'staged',
        type: 'http-api',
        stage: 'v1',
        stageVariables: { a: 'b' },
        routes: [{ route: '$default', function: ECHO }],
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

test('an HTTP API passes payload 2.0 on, with the path decoded', async () => {
  const host = service.hostOf('web');
  const answer = await service.send('/orders/a%20b?x=%2B&x=2', { host, headers: { cookie: 'a=1' } });
  expect(answer.headers).toMatchObject({ 'content-type': 'text/plain; charset=utf-8' });
  expect(answer.json()).toMatchObject({
    version: '2.0',
    routeKey: 'GET /orders/{id}',
    rawPath: '/orders/a b',
    rawQueryString: 'x=%2B&x=2',
    cookies: ['a=1'],
    queryStringParameters: { x: '+,2' },
    pathParameters: { id: 'a b' },
    requestContext: {
      accountId: '123456789012',
      apiId: 'web',
      http: { method: 'GET', path: '/orders/a b' },
      requestId: answer.headers['apigw-requestid'],
      routeKey: 'GET /orders/{id}',
      stage: '$default',
    },
  });
  const wild = await service.send('/files/%FF/a%2Fb/%zz/', { host });
  expect(wild.json()).toMatchObject({ pathParameters: { path: '\ufffd/a/b/%zz/' } });
});

test('an HTTP API has its stage in the path, unless it is the default one', async () => {
  const answer = await service.send('/apis/staged/v1/a/b');
  expect(answer.json()).toMatchObject({
    routeKey: '$default',
    rawPath: '/v1/a/b',
    stageVariables: { a: 'b' },
    requestContext: { stage: 'v1', http: { path: '/v1/a/b' } },
  });
  expect((await service.send('/apis/staged/v1')).json()).toMatchObject({ rawPath: '/v1' });
  expect(await service.send('/apis/staged/v2/a')).toMatchObject({ status: 404 });
});

test('an HTTP API infers what a function does not say', async () => {
  const inferred = await told('/apis/web/told', { hello: 'world' });
  expect(inferred).toMatchObject({ status: 200, headers: { 'content-type': 'application/json' } });
  expect(inferred.json()).toEqual({ hello: 'world' });
  const full = await told('/apis/web/told', { statusCode: 302, headers: { location: '/x' }, cookies: ['a=1', 'b=2'] });
  expect(full).toMatchObject({ status: 302, headers: { location: '/x', 'set-cookie': ['a=1', 'b=2'] } });
  expect(await told('/apis/web/told', { statusCode: 200, body: {} })).toMatchObject({ status: 500 });
});

test('an HTTP API answers preflights, and puts its CORS headers in the place of those of functions', async () => {
  const preflight = await service.send('/apis/web/anything', { method: 'OPTIONS', headers: PREFLIGHT });
  expect(preflight).toMatchObject({ status: 204, headers: { 'access-control-allow-methods': 'GET,PUT' } });
  const answer = { statusCode: 200, headers: { 'access-control-allow-origin': '*', 'Access-Control-Max-Age': '1' } };
  const page = await told('/apis/web/told', answer, PAGE);
  expect(page.headers['access-control-allow-origin']).toBe('http://page.example');
  expect(page.headers).not.toHaveProperty('access-control-max-age');
  expect((await told('/apis/web/told', answer)).headers).not.toHaveProperty('access-control-allow-origin');
  const fault = await service.send('/apis/web/broken', { headers: PAGE });
  expect(fault).toMatchObject({ status: 500, headers: { 'access-control-allow-origin': 'http://page.example' } });
});

test.each([
  ['/other', 404, '{"message":"Not Found"}'],
  ['/orders/1/', 404, '{"message":"Not Found"}'],
  ['/broken', 500, '{"message":"Internal Server Error"}'],
  ['/missing', 500, '{"message":"Internal Server Error"}'],
])('an HTTP API answers %s with %i', async (path, status, body) => {
  expect(await service.send(`/apis/web${path}`)).toMatchObject({ status, body: Buffer.from(body) });
});

test('what is too large for an HTTP API is refused', async () => {
  const answer = await service.send('/apis/web/files/x', { method: 'PUT', body: Buffer.alloc(10_485_761) });
  const tooLarge = { status: 413, body: Buffer.from('{"message":"Request Entity Too Large"}') };
  expect(answer).toMatchObject(tooLarge);
  // In base64 it is larger than an event may be.
  const grown = await service.send('/apis/web/files/x', { method: 'PUT', body: Buffer.alloc(5_000_000) });
  expect(grown).toMatchObject(tooLarge);
  expect(await service.send(`/apis/web/orders/1?${'a'.repeat(10_300)}`)).toMatchObject({
    status: 431,
    body: Buffer.from('{"message":"Request Header Fields Too Large"}'),
  });
});

test.each(['nobody.execute-api.localhost', 'web.elb.localhost'])('no API answers at %s', async (host) => {
  expect(await service.send('/', { host })).toMatchObject({ status: 403 });
});
