import { expect, test } from 'vitest';
import { corsHeaders, isPreflight, preflightHeaders } from '../../../../service/front-ends/cors.ts';
import type { HttpCall } from '../../../../service/front-ends/http-call.ts';
import type { CorsSettings } from '../../../../service/http/cors-settings.ts';
import { sampleCall } from './sample-call.ts';

const NONE: CorsSettings = {
  allowOrigins: [],
  allowMethods: [],
  allowHeaders: [],
  exposeHeaders: [],
  allowCredentials: false,
  maxAge: undefined,
};
const PAGE = 'http://page.example';

function preflight(method = 'PUT', headers?: string): HttpCall {
  const asked: [string, string][] = headers === undefined ? [] : [['Access-Control-Request-Headers', headers]];
  const lines: [string, string][] = [['Origin', PAGE], ['Access-Control-Request-Method', method], ...asked];
  return sampleCall({ method: 'OPTIONS', headers: lines });
}

test('a preflight is an OPTIONS with an origin and a method', () => {
  expect(isPreflight(preflight())).toBe(true);
  expect(isPreflight({ ...preflight(), method: 'GET' })).toBe(false);
  expect(isPreflight(sampleCall({ method: 'OPTIONS', headers: [['origin', PAGE]] }))).toBe(false);
});

test.each([
  [
    { allowOrigins: ['*'], allowMethods: ['*'], allowHeaders: ['*'] },
    [
      ['access-control-allow-origin', '*'],
      ['access-control-allow-methods', 'PUT'],
      ['access-control-allow-headers', 'x-a,x-b'],
    ],
  ],
  [
    { allowOrigins: ['*'], allowMethods: ['GET', 'PUT'], allowCredentials: true, maxAge: 300, exposeHeaders: ['e'] },
    [
      ['access-control-allow-origin', PAGE],
      ['access-control-allow-credentials', 'true'],
      ['vary', 'Origin'],
      ['access-control-allow-methods', 'GET,PUT'],
      ['access-control-max-age', '300'],
    ],
  ],
  [
    { allowOrigins: [PAGE.toUpperCase()], allowMethods: ['PUT'], allowHeaders: ['x-a'] },
    [
      ['access-control-allow-origin', PAGE],
      ['vary', 'Origin'],
      ['access-control-allow-methods', 'PUT'],
      ['access-control-allow-headers', 'x-a'],
    ],
  ],
  [
    { allowOrigins: ['http://*'], allowMethods: ['*'], maxAge: 0 },
    [
      ['access-control-allow-origin', PAGE],
      ['vary', 'Origin'],
      ['access-control-allow-methods', 'PUT'],
      ['access-control-max-age', '0'],
    ],
  ],
  [{ allowOrigins: ['https://*', 'http://other.example'], allowMethods: ['*'] }, []],
  [{ allowOrigins: ['*'], allowMethods: ['GET'] }, []],
  [{}, []],
])('to a preflight, %j answers', (settings, headers) => {
  expect(preflightHeaders({ ...NONE, ...settings }, preflight('PUT', 'x-a,x-b'))).toEqual(headers);
});

test('other answers say who may see them, and what', () => {
  const cors = { ...NONE, allowOrigins: [PAGE], exposeHeaders: ['x-a', 'x-b'] };
  expect(corsHeaders(cors, sampleCall({ headers: [['origin', PAGE]] }))).toEqual([
    ['access-control-allow-origin', PAGE],
    ['vary', 'Origin'],
    ['access-control-expose-headers', 'x-a,x-b'],
  ]);
  expect(corsHeaders(cors, sampleCall({ headers: [['origin', 'http://else.example']] }))).toEqual([]);
  expect(corsHeaders(cors, sampleCall())).toEqual([]);
});
