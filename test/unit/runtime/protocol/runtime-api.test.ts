import { expect, test } from 'vitest';
import { RUNTIME_API } from '../../../../runtime/protocol/runtime-api.ts';

test('a request id is escaped in the paths of its answers', () => {
  expect(RUNTIME_API.response('a-1')).toBe('/2018-06-01/runtime/invocation/a-1/response');
  expect(RUNTIME_API.error('a-1')).toBe('/2018-06-01/runtime/invocation/a-1/error');
  expect(RUNTIME_API.response('../a b\r\n?#%')).toBe(
    '/2018-06-01/runtime/invocation/..%2Fa%20b%0D%0A%3F%23%25/response',
  );
});
