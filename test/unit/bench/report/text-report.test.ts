import { expect, test } from 'vitest';
import type { BenchResult, ContenderResult, ScenarioResult } from '../../../../bench/bench-result.ts';
import { formatTable } from '../../../../bench/report/table.ts';
import { textReport } from '../../../../bench/report/text-report.ts';

function contender(name: string, initMs: number, warmMs: number): ContenderResult {
  const sample = {
    spawnToNextMs: initMs,
    nextToResponseMs: 1,
    responseToNextMs: 1,
    warmMs: 0.5,
    peakRssBytes: 2 ** 20 * 40,
  };
  const block = { eventToResponseMs: [warmMs, warmMs], eventToNextMs: [2 * warmMs, 2 * warmMs] };
  return {
    name,
    version: 'Node.js 24',
    phases: [],
    coldStarts: Array(10).fill(sample),
    warmBlocks: Array(5).fill(block),
  };
}

function scenarioOf(...contenders: ContenderResult[]): ScenarioResult {
  return {
    workload: { name: 'an empty handler', own: 'empty', handler: 'index.handler', event: '{}' },
    condition: 'warm-cache',
    details: [],
    memoryMb: 128,
    contenders,
  };
}

function resultOf(...scenarios: ScenarioResult[]): BenchResult {
  return {
    startedAt: '2026-01-01T00:00:00.000Z',
    machine: {
      cpu: 'CPU',
      cores: 2,
      memoryBytes: 2 ** 30,
      kernel: '6.1',
      architecture: 'x64',
      nodeVersion: 'v24',
      loadBefore: 0,
    },
    scenarios,
    absent: [],
    warnings: [],
  };
}

const FIELD = [contender('bare', 40, 0.1), contender('snapboot', 42, 0.2), contender('aws-lambda-ric', 60, 0.2)];

test('the report has a row for each contender, the machine, and what is missing', () => {
  const report = textReport({
    ...resultOf(scenarioOf(...FIELD), { ...scenarioOf(), condition: 'slow-storage', skipped: 'no FUSE' }),
    absent: [{ name: 'rival', reason: 'no compiler' }],
    warnings: ['the machine was busy'],
  });
  const same = (figure: string) => `${figure} \\[${figure}, ${figure}\\] +`;
  const row = ['42\\.0', '1\\.000', '43\\.0', '0\\.500'].map(same).join('');
  expect(report).toMatch(new RegExp(`^snapboot +${row}40\\.0 MB$`, 'm'));
  expect(report).toMatch(
    /^snapboot +42\.0 \/ 42\.0 +1\.000 \/ 1\.000 +43\.0 \/ 43\.0 +0\.500 \/ 0\.500 +1\.05 \[1\.05, 1\.05\]/m,
  );
  expect(report).toMatch(/^snapboot +0\.200 \[0\.200, 0\.200\] +0\.200 +0\.200 +0\.400 \[0\.400, 0\.400\]/m);
  expect(report).toContain('  CPU, 2 cores, 1 GB, Linux 6.1 x64, Node.js v24, load before 0.00\n');
  expect(report).toContain('Not measured\n  rival: no compiler\n  an empty handler, slow-storage: no FUSE\n');
  expect(report).toContain('Read with care\n  the machine was busy\n');
});

test('what was not measured has no section', () => {
  const cold = textReport(resultOf(scenarioOf({ ...contender('bare', 40, 0.1), warmBlocks: [] })));
  expect(cold).toContain('Cold starts');
  expect(cold).not.toContain('Warm invocations');
});

test('who has failed is told with the reason, and has no row', () => {
  const failed = {
    ...contender('rival', 1, 1),
    coldStarts: [],
    warmBlocks: [],
    failure: { reason: 'broke', output: '' },
  };
  const report = textReport(resultOf(scenarioOf(...FIELD, failed)));
  expect(report).toContain('Failed\n  rival, an empty handler, warm-cache: broke\n');
  expect(report).not.toMatch(/^rival/m);
});

test('columns are as wide as their widest cell', () => {
  expect(
    formatTable(
      ['', 'ms'],
      [
        ['long name', '1.0'],
        ['x', '100.0'],
      ],
    ),
  ).toBe('               ms\nlong name     1.0\nx           100.0\n');
});
