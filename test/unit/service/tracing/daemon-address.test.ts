import { expect, test } from 'vitest';
import { daemonVariables, readDaemonAddress } from '../../../../service/tracing/daemon-address.ts';

test.each([
  ['127.0.0.1:2000', { host: '127.0.0.1', port: 2000 }],
  [' xray.local:2000 ', { host: 'xray.local', port: 2000 }],
  ['[::1]:2000', { host: '::1', port: 2000 }],
  ['tcp:127.0.0.1:2000 udp:127.0.0.2:2001', { host: '127.0.0.2', port: 2001 }],
  ['udp:127.0.0.2:2001 tcp:127.0.0.1:2000', { host: '127.0.0.2', port: 2001 }],
  ['', undefined],
  ['127.0.0.1', undefined],
  ['::1:2000', undefined],
  ['127.0.0.1:0', undefined],
  ['127.0.0.1:65536', undefined],
  ['tcp:127.0.0.1:2000', undefined],
  ['127.0.0.1:2000 127.0.0.1:2001', undefined],
])('"%s" is read as an address', (text, address) => {
  expect(readDaemonAddress(text)).toEqual(address);
});

test('functions see the address in the three forms that SDKs look for', () => {
  const text = 'tcp:127.0.0.1:2000 udp:127.0.0.2:2001';
  expect(daemonVariables({ AWS_XRAY_DAEMON_ADDRESS: text })).toEqual({
    AWS_XRAY_DAEMON_ADDRESS: text,
    _AWS_XRAY_DAEMON_ADDRESS: '127.0.0.2',
    _AWS_XRAY_DAEMON_PORT: '2001',
  });
  expect(daemonVariables({})).toEqual({});
  expect(daemonVariables({ AWS_XRAY_DAEMON_ADDRESS: 'nowhere' })).toEqual({});
});
