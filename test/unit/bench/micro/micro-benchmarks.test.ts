import { expect, test } from 'vitest';
import { microBenchmarks } from '../../../../bench/micro/micro-benchmarks.ts';
import { microSection } from '../../../../bench/micro/micro-section.ts';
import { Progress } from '../../../../bench/progress.ts';

const HEAD = /^Hot paths of the runtime +calls\/s +± +p50 +p99$/;

test('every hot path is measured and has a line of the table', async () => {
  const figures = await microBenchmarks(new Progress({ write: () => true }), { caseMs: 5, warmUpMs: 1 });
  expect([...new Set(figures.map(({ path }) => path))]).toEqual([
    'HTTP parser',
    'request encoder',
    'log formatting',
    'error serialisation',
    'invoke loop',
  ]);
  for (const { callsPerSecond, p50Ns, p99Ns, samples } of figures) {
    expect(Math.min(callsPerSecond, samples)).toBeGreaterThan(0);
    expect(p99Ns).toBeGreaterThanOrEqual(p50Ns);
  }
  const [head, ...rows] = microSection(figures).trimEnd().split('\n');
  expect(head).toMatch(HEAD);
  expect(rows).toHaveLength(figures.length);
});

test('a table says what a call takes in units that can be read', () => {
  const figure = { path: 'invoke loop', name: 'an empty event', callsPerSecond: 14_237.6, marginPercent: 1.06 };
  const section = microSection([{ ...figure, p50Ns: 66_012, p99Ns: 812, samples: 9 }]);
  expect(section).toMatch(/^invoke loop: an empty event +14,238 +1\.06 % +66\.0 µs +812 ns$/m);
  expect(microSection(undefined)).toBe('');
});
