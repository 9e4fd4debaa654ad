import { expect, test } from 'vitest';
import { serviceSection, serviceTargetLines } from '../../../../bench/report/service-section.ts';
import type { ServiceResult } from '../../../../bench/service/service-result.ts';

const RESULT: ServiceResult = {
  memoryMb: 1769,
  cold: { bareMs: [40, 40, 40], preparedMs: [45, 45, 45], unpreparedMs: [80, 80, 80] },
  warm: { bareMs: [0.1, 0.1], runningMs: [1.1, 1.1], frozenMs: [4, 4] },
  changesMs: [60, 60],
  fleet: {
    environments: 200,
    answered: 199,
    tookMs: 6000,
    idle: { functions: 100, environments: 200, processorShare: 0.011, rssBytes: 180 * 2 ** 20 },
  },
  throughput: { environments: 8, runningPerSecond: [2100, 2100], frozenPerSecond: [1800, 1800] },
};

test('what the service adds stands beside the function without it', () => {
  const section = serviceSection(RESULT);
  expect(section).toMatch(/^cold without a service +40\.0 \[40\.0, 40\.0\] +40\.0$/m);
  expect(section).toMatch(/^cold through the SDK +45\.0 \[45\.0, 45\.0\] +45\.0 +5\.000 \[5\.000, 5\.000\]$/m);
  expect(section).toContain('a file changed → first answer of the new code: 60.0 [60.0, 60.0] ms\n');
  expect(section).toContain('200 environments at once: 199 answered in 6.0 s\n');
  expect(section).toContain(
    '100 functions deployed, 200 environments idle: the service itself 180 MB, 1.1 % of a processor\n',
  );
  expect(section).toContain(
    '8 environments, invocations a second: 2100 [2100, 2100], with freezing 1800 [1800, 1800]\n',
  );
});

test('each of its targets is met or missed', () => {
  expect(serviceTargetLines(RESULT)).toEqual([
    'cold through the SDK − cold without a service = 5.000 [5.000, 5.000] ms, limit 10: met',
    'warm through the SDK, not frozen − warm, bare loop = 1.000 [1.000, 1.000] ms, limit 1.5: met',
    'warm through the SDK, frozen in between − warm, bare loop = 3.900 [3.900, 3.900] ms, limit 3: missed',
    'a file changed → first answer = 60.0 [60.0, 60.0] ms, limit 100: met',
    '200 environments at once, all answered: missed',
    'idle with 200 environments = 180 MB, 1.1 % of a processor, limits 300 MB and 2 %: met',
    'warm invocations a second = 2100 [2100, 2100], at least 2000: met',
  ]);
});

test('a service that was not measured has neither', () => {
  expect([serviceSection(undefined), serviceTargetLines(undefined)]).toEqual(['', []]);
});
