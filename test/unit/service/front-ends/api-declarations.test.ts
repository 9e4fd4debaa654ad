import { join } from 'node:path';
import { expect, test } from 'vitest';
import { readApis } from '../../../../service/front-ends/api-declarations.ts';
import { temporaryFolder } from '../../../support/temporary-folder.ts';

async function read(apis: unknown): Promise<unknown> {
  await using folder = await temporaryFolder({ 'snapboot.json': JSON.stringify({ functions: [], apis }) });
  try {
    return readApis([folder.path]);
  } catch (error) {
    return String(error).replace(join(folder.path, 'snapboot.json'), 'FILE');
  }
}

const ROUTES = [{ route: 'GET /orders/{id}', function: 'orders:live' }];

test('everything that can be declared', async () => {
  const cors = { allowOrigins: ['*'], allowMethods: ['GET'], allowHeaders: ['x'], allowCredentials: true, maxAge: 5 };
  const shared = { stage: 'test', stageVariables: { table: 'orders' }, cors, routes: ROUTES };
  const apis = await read([
    { name: 'shop', type: 'rest-api', binaryMediaTypes: ['image/*'], ...shared },
    { name: 'web', type: 'http-api', routes: [{ route: '$default', function: 'orders' }] },
    { name: 'front', type: 'load-balancer', multiValueHeaders: true, healthCheck: {}, routes: ROUTES },
  ]);
  expect(apis).toMatchObject([
    {
      name: 'shop',
      stage: 'test',
      stageVariables: { table: 'orders' },
      cors: { ...cors, exposeHeaders: [] },
      binaryMediaTypes: ['image/*'],
      timeoutMs: 29_000,
      routes: [{ method: 'GET', resource: '/orders/{id}', function: { name: 'orders', qualifier: 'live' } }],
    },
    { name: 'web', stage: '$default', cors: undefined, routes: [{ key: '$default' }] },
    { name: 'front', multiValueHeaders: true, healthCheck: { path: '/', intervalMs: 35_000 } },
  ]);
});

test('without a file, or without APIs in it, there are none', async () => {
  await using folder = await temporaryFolder({ 'a.mjs': '', 'snapboot.json': '{"functions": []}' });
  expect(readApis([join(folder.path, 'a.mjs'), folder.path, join(folder.path, 'none')])).toEqual([]);
});

test.each([
  [{}, 'apis: expected a list of APIs, found {}'],
  [[{ name: 'a' }], 'apis[0].type: expected "rest-api" or "http-api" or "load-balancer", found nothing'],
  [[{ type: 'http-api', routes: ROUTES }], 'apis[0].name: expected 1 to 63 small letters, digits and -'],
  [[{ name: 'A', type: 'http-api', routes: ROUTES }], 'apis[0].name: expected'],
  [[{ name: 'a', type: 'http-api' }], 'apis[0].routes: expected a list of one route or more, found nothing'],
  [
    [{ name: 'a', type: 'load-balancer', stage: 'x', routes: ROUTES }],
    'apis[0]: expected only name, type, routes, multiValueHeaders, healthCheck, found "stage"',
  ],
  [
    [{ name: 'a', type: 'rest-api', routes: [{ route: '$default', function: 'f' }] }],
    'apis[0].routes[0].route: expected a route such as "GET /orders/{id}", "ANY /{proxy+}", found "$default"',
  ],
  [
    [{ name: 'a', type: 'http-api', routes: [...ROUTES, ...ROUTES] }],
    'apis[0].routes[1].route: expected a route that no other one is, found "GET /orders/{id}"',
  ],
  [
    [{ name: 'a', type: 'http-api', routes: [{ route: 'GET /', function: 'a b' }] }],
    'apis[0].routes[0].function: expected the name of a function, or a name and an alias such as "orders:live", found "a b"',
  ],
  [[{ name: 'a', type: 'http-api', stage: 'a/b', routes: ROUTES }], 'apis[0].stage: expected 1 to 128 letters'],
  [
    [{ name: 'a', type: 'http-api', stageVariables: { a: 1 }, routes: ROUTES }],
    'apis[0].stageVariables.a: expected a text, found 1',
  ],
  [
    [{ name: 'a', type: 'load-balancer', healthCheck: { path: 'x' }, routes: ROUTES }],
    'apis[0].healthCheck.path: expected a path that begins with /, found "x"',
  ],
  [
    [{ name: 'a', type: 'load-balancer', healthCheck: { every: 1 }, routes: ROUTES }],
    'apis[0].healthCheck: expected only path, interval, found "every"',
  ],
  [
    [{ name: 'a', type: 'http-api', timeout: 31, routes: ROUTES }],
    'apis[0].timeout: expected a whole number of seconds from 1 to 30, found 31',
  ],
  [
    [{ name: 'a', type: 'rest-api', cors: { maxAge: -1 }, routes: ROUTES }],
    'apis[0].cors.maxAge: expected a whole number of seconds from 0 to 86400, found -1',
  ],
  [
    [{ name: 'a', type: 'rest-api', cors: { allowOrigins: '*' }, routes: ROUTES }],
    'apis[0].cors.allowOrigins: expected a list of 100 texts at most, without spaces, found "*"',
  ],
])('%j is refused', async (apis, message) => {
  expect(await read(apis)).toContain(`Error: FILE: ${message}`);
});

test('two APIs have two names', async () => {
  const api = { name: 'a', type: 'http-api', routes: ROUTES };
  expect(await read([api, api])).toContain('two APIs are named a');
});
