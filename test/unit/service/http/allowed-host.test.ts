import { expect, test } from 'vitest';
import { isAllowedHost } from '../../../../service/http/allowed-host.ts';

test.each([
  ['localhost', true],
  ['LOCALHOST:9000', true],
  ['localhost.', true],
  ['shop.execute-api.localhost:9000', true],
  ['127.0.0.1:9000', true],
  ['127.8.9.1', true],
  ['[::1]:9000', true],
  ['192.168.1.5:9000', false],
  ['example.com', false],
  ['localhost.example.com', false],
  ['notlocalhost', false],
  ['127.0.0.1.example.com', false],
  ['127.0.0.1:9000:1', false],
  ['localhost:x', false],
  ['[::2]', false],
  ['a@localhost', false],
  ['', false],
])('on the loopback address, %j is an own name: %s', (authority, expected) => {
  expect(isAllowedHost(authority, '127.0.0.1')).toBe(expected);
});

test.each([
  ['192.168.1.5:9000', '192.168.1.5', true],
  ['192.168.1.6:9000', '192.168.1.5', false],
  ['MyHost:9000', 'myhost', true],
  ['192.168.1.5:9000', '0.0.0.0', true],
  ['[fe80::1]:9000', '::', true],
  ['example.com', '0.0.0.0', false],
])('%s on %s is an own name: %s', (authority, listening, expected) => {
  expect(isAllowedHost(authority, listening)).toBe(expected);
});
