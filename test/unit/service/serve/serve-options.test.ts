import { expect, test } from 'vitest';
import { readServeOptions } from '../../../../service/serve/serve-options.ts';

test('without options it is as in Lambda, on the loopback interface', () => {
  expect(readServeOptions(['--state', 'logs'])).toEqual({
    paths: [],
    host: '127.0.0.1',
    port: 9000,
    stateFolder: 'logs',
    stateOptional: false,
    asyncTimeScale: 1,
    concurrency: 1000,
    runner: { scalingRate: 1000, freeze: true, sandbox: true, limits: true, idleTimeoutMs: 600_000 },
  });
});

test('everything can be said', () => {
  const line =
    'a b --host 0.0.0.0 --port 0 --concurrency 8 --idle-timeout 5 --no-freeze --no-sandbox --no-limits --state s --async-time-scale .5';
  expect(readServeOptions(line.split(' '))).toEqual({
    paths: ['a', 'b'],
    host: '0.0.0.0',
    port: 0,
    stateFolder: 's',
    stateOptional: false,
    asyncTimeScale: 0.5,
    concurrency: 8,
    runner: { scalingRate: 1000, freeze: false, sandbox: false, limits: false, idleTimeoutMs: 5000 },
  });
});

test.each([
  ['--port', 'x', '--port x: expected a whole number from 0 to 65535'],
  ['--port', '', '--port : expected a whole number from 0 to 65535'],
  ['--concurrency', '0', '--concurrency 0: expected a whole number from 1 to 10000'],
  ['--concurrency', '1.5', '--concurrency 1.5: expected a whole number from 1 to 10000'],
  ['--idle-timeout', '0', '--idle-timeout 0: expected a whole number from 1 to 86400'],
  ['--async-time-scale', '0', '--async-time-scale 0: expected a number above 0, and 1 at most, such as 0.01'],
  ['--async-time-scale', 'x', '--async-time-scale x: expected a number above 0, and 1 at most, such as 0.01'],
  ['--host', '', '--host: expected an address such as 127.0.0.1, found nothing'],
])('%s %j is refused', (option, value, message) => {
  expect(() => readServeOptions([option, value, '--state', 's'])).toThrow(message);
});
