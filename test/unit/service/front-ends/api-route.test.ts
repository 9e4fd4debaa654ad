import { expect, test } from 'vitest';
import { type ApiRoute, matchRoute, readRouteKey } from '../../../../service/front-ends/api-route.ts';

function routes(...keys: readonly string[]): readonly ApiRoute[] {
  return keys.map((key) => {
    const route = readRouteKey(key);
    if (route === undefined) throw new Error(key);
    return { ...route, function: { name: 'f', qualifier: undefined }, isStreamed: false };
  });
}

const ALL = routes(
  '$default',
  'ANY /{proxy+}',
  'ANY /pets',
  'GET /pets/{id}',
  'GET /pets/dog',
  'GET /pets/{id}/toys',
  'ANY /pets/{id}/{rest+}',
  'POST /pets/dog/toys',
  'GET /pets/{proxy+}',
);

test.each([
  ['GET', '/pets/dog', 'GET /pets/dog', undefined],
  ['GET', '/pets/cat', 'GET /pets/{id}', { id: 'cat' }],
  ['GET', '/pets/', 'ANY /{proxy+}', { proxy: 'pets/' }],
  ['GET', '/pets', 'ANY /pets', undefined],
  ['DELETE', '/pets', 'ANY /pets', undefined],
  ['DELETE', '/pets/cat', 'ANY /{proxy+}', { proxy: 'pets/cat' }],
  ['GET', '/pets/dog/toys', 'GET /pets/{id}/toys', { id: 'dog' }],
  ['POST', '/pets/dog/toys', 'POST /pets/dog/toys', undefined],
  ['PUT', '/pets/dog/toys', 'ANY /pets/{id}/{rest+}', { id: 'dog', rest: 'toys' }],
  ['GET', '/pets/a/b/c', 'ANY /pets/{id}/{rest+}', { id: 'a', rest: 'b/c' }],
  ['GET', '/other/a%2Fb', 'ANY /{proxy+}', { proxy: 'other/a%2Fb' }],
  ['GET', '/', '$default', undefined],
])('%s %s takes the route %s', (method, path, key, parameters) => {
  const match = matchRoute(ALL, method, path);
  expect(match?.route.key).toBe(key);
  expect(match?.parameters).toEqual(parameters);
});

test('a method goes before ANY, whatever their order', () => {
  for (const keys of [
    ['ANY /a', 'GET /a'],
    ['GET /a', 'ANY /a'],
  ]) {
    expect(matchRoute(routes(...keys), 'GET', '/a')?.route.key).toBe('GET /a');
  }
});

test('without a route that fits there is none', () => {
  expect(matchRoute(routes('GET /a', 'GET /a/{b}'), 'GET', '/a/b/c')).toBeUndefined();
  expect(matchRoute(routes('GET /a'), 'POST', '/a')).toBeUndefined();
  expect(matchRoute(routes('ANY /{proxy+}'), 'GET', '/')).toBeUndefined();
});

test.each([
  'GET',
  'GET a',
  'get /a',
  'FETCH /a',
  'GET /{a+}/b',
  'GET /{a',
  'GET /x{a}',
  'GET /a b',
  'GET /a?b',
  '$other',
  '',
])('%j is no route', (key) => {
  expect(readRouteKey(key)).toBeUndefined();
});
