import { expect, test } from 'vitest';
import { metricsTable } from '../../../../service/metrics/metrics-table.ts';

const AT = Date.UTC(2026, 0, 15, 9, 7, 40);
const BUSY = {
  functionName: 'busy',
  time: AT,
  invocations: 1200,
  errors: 3,
  throttles: 1,
  durationP50: 9.994,
  durationP99: 10_000,
  initP50: 149.6,
  concurrency: 12,
};

test('a table has a line for each function, whether it has run or not; names to the left, numbers to the right', () => {
  const table = metricsTable({ functions: ['busy', 'never-run'], periodSeconds: 3600, figures: [BUSY] }, false);
  expect(table.split('\n')).toEqual([
    'FUNCTION   INVOCATIONS  ERRORS  THROTTLES      P50     P99  INIT P50  CONCURRENCY',
    'busy              1200       3          1  9.99 ms  10.0 s    150 ms           12',
    'never-run            0       0          0        –       –         –            –',
    '',
  ]);
});

test('with periods there is a line for each of them, with its time, and none for what has not run', () => {
  const figures = [
    { ...BUSY, durationP99: 9999 },
    { functionName: 'busy', time: AT + 10_000, durationP50: 10 },
  ];
  const table = metricsTable({ functions: ['never-run', 'busy'], periodSeconds: 10, figures }, true);
  expect(table.split('\n')).toEqual([
    'FUNCTION      TIME  INVOCATIONS  ERRORS  THROTTLES      P50      P99  INIT P50  CONCURRENCY',
    'busy      09:07:40         1200       3          1  9.99 ms  9999 ms    150 ms           12',
    'busy      09:07:50            0       0          0    10 ms        –         –            –',
    '',
  ]);
});
