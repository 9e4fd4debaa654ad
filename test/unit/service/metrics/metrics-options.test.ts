import { expect, test } from 'vitest';
import { readMetricsOptions } from '../../../../service/metrics/metrics-options.ts';

const DEFAULTS = {
  functionName: undefined,
  endpoint: new URL('http://127.0.0.1:9000'),
  minutes: 60,
  period: undefined,
  watch: false,
  json: false,
};

test('without options, all functions of the service here are shown for an hour, once, as a table', () => {
  expect(readMetricsOptions([])).toEqual(DEFAULTS);
});

test.each([
  [['orders'], { functionName: 'orders' }],
  [['--endpoint', 'https://there.example:1234/'], { endpoint: new URL('https://there.example:1234/') }],
  [['--minutes', '1'], { minutes: 1 }],
  [['--minutes', '180'], { minutes: 180 }],
  [['--period', '10'], { period: 10 }],
  [['--period', '3600'], { period: 3600 }],
  [['-w'], { watch: true }],
  [['--watch', '--json'], { watch: true, json: true }],
])('%j', (args, told) => {
  expect(readMetricsOptions(args)).toEqual({ ...DEFAULTS, ...told });
});

test.each([
  [['a b'], 'metrics: a b is no name of a function: 1 to 64 letters, digits, - and _'],
  [['a', 'b'], 'metrics: one function or all, found a and b'],
  [['--endpoint', 'here'], '--endpoint here: expected an address such as http://127.0.0.1:9000'],
  [['--endpoint', 'ftp://here'], '--endpoint ftp://here: expected an address such as http://127.0.0.1:9000'],
  [['--minutes', '0'], '--minutes 0: expected a whole number from 1 to 180'],
  [['--minutes', '181'], '--minutes 181: expected a whole number from 1 to 180'],
  [['--minutes', '1.5'], '--minutes 1.5: expected a whole number from 1 to 180'],
  [['--minutes', ''], '--minutes : expected a whole number from 1 to 180'],
  [['--period', '15'], '--period 15: expected a multiple of 10 seconds'],
  [['--period', '5'], '--period 5: expected a whole number from 10 to 3600'],
  [['--minutes', '1', '--period', '70'], '--period 70: expected a whole number from 10 to 60'],
])('%j is told in one line', (args, message) => {
  expect(() => readMetricsOptions(args)).toThrow(expect.objectContaining({ message }));
});
