import { expect, test } from 'vitest';
import type { ContenderResult, ScenarioResult } from '../../../../bench/bench-result.ts';
import { CONTENDERS } from '../../../../bench/contenders/contenders.ts';
import { targetLines } from '../../../../bench/report/target-lines.ts';
import { TARGETS } from '../../../../bench/report/targets.ts';
import { WORKLOADS } from '../../../../bench/workloads/workloads.ts';

const ROUNDS = 10;

/** Whose starts and warm invocations all take the same time; one figure a round gives each round its own. */
function contender(name: string, initMs: number | readonly number[], warmMs?: number): ContenderResult {
  const starts = typeof initMs === 'number' ? Array<number>(ROUNDS).fill(initMs) : initMs;
  const sample = { nextToResponseMs: 10, responseToNextMs: 1, warmMs: 0.5, peakRssBytes: 2 ** 20 };
  const blocks = warmMs === undefined ? [] : Array<number>(5).fill(warmMs);
  return {
    name,
    version: '',
    phases: [],
    coldStarts: starts.map((spawnToNextMs) => ({ ...sample, spawnToNextMs })),
    warmBlocks: blocks.map((ms) => ({ eventToResponseMs: [ms], eventToNextMs: [ms] })),
  };
}

function linesOf(own: string | undefined, contenders: readonly ContenderResult[], more: Partial<ScenarioResult> = {}) {
  const workload = { name: own ?? 'fn', ...(own !== undefined && { own }), handler: 'index.handler', event: '{}' };
  return targetLines({ workload, condition: 'warm-cache', details: [], memoryMb: 128, contenders, ...more });
}

const FIELD = [contender('bare', 40, 0.1), contender('snapboot', 6, 0.2), contender('aws-lambda-ric', 60, 0.2)];

test('targets are stated with the ratio that was measured and its interval', () => {
  expect(linesOf('empty', FIELD)).toEqual([
    'init: snapboot / bare = 0.15 [0.15, 0.15], limit 0.20: met',
    'warm: snapboot / aws-lambda-ric = 1.00 [1.00, 1.00], no slower: met (no difference)',
  ]);
});

test('a target that is missed says so, and one whose contenders were not measured is not stated', () => {
  expect(linesOf('empty', [contender('bare', 40), contender('snapboot', 10)])).toEqual([
    'init: snapboot / bare = 0.25 [0.25, 0.25], limit 0.20: missed',
  ]);
});

test('a target is undecided as long as its interval spans the limit', () => {
  const snapboot = contender('snapboot', [6, 7, 7.5, 8, 8, 8.5, 9, 10]);
  const lines = linesOf('empty', [contender('bare', Array<number>(8).fill(40)), snapboot]);
  expect(lines[0]).toMatch(/limit 0\.20: undecided/);
});

test.each([
  [42.4, '+0.400 [+0.400, +0.400] ms, limit 0.5 ms: met'],
  [43, '+1.000 [+1.000, +1.000] ms, limit 0.5 ms: missed'],
])('what may be added is a difference in milliseconds: %d after 42', (initMs, text) => {
  const lines = linesOf('empty', [contender('snapboot', 42), contender('snapboot-compiled', initMs)]);
  expect(lines).toEqual([`sum: snapboot-compiled − snapboot = ${text}`]);
});

test.each([
  [70, '70.0 [70.0, 70.0] ms, limit 75 ms: met'],
  [80, '80.0 [80.0, 80.0] ms, limit 75 ms: missed'],
])('on slow storage an init of %d ms is judged by itself', (initMs, text) => {
  const lines = linesOf('empty', [contender('snapboot-no-image', initMs)], { condition: 'slow-storage:0.5' });
  expect(lines).toEqual([`init: snapboot-no-image = ${text}`]);
});

test('what reading ahead saves is judged beside the script, which does not', () => {
  const field = [contender('snapboot-no-image', 65), contender('snapboot-shell', 100)];
  expect(linesOf('empty', field, { condition: 'slow-storage:0.5:serial' })[0]).toBe(
    'init: snapboot-no-image / snapboot-shell = 0.65 [0.65, 0.65], limit 0.65: undecided, the interval spans the limit: more --runs, a quieter machine',
  );
});

test('where modes compete, the best of them counts', () => {
  const ric = contender('aws-lambda-ric', 190);
  const [plain, compiled] = [contender('snapboot', 100), contender('snapboot-compiled', 70)];
  const line = 'sum: snapboot-compiled / aws-lambda-ric = 0.40 [0.40, 0.40], limit 0.55: met';
  expect(linesOf('mjml', [plain, compiled, ric])).toEqual([line]);
  expect(linesOf('mjml', [{ ...plain, name: 'snapboot-compiled' }, { ...compiled, name: 'snapboot' }, ric])).toEqual([
    line.replace('snapboot-compiled', 'snapboot'),
  ]);
});

test.each(['snapboot-compiled', 'snapboot-image'])(
  '%s is no slower once it is warm than the same bundle started as any function',
  (name) => {
    const lines = linesOf('ajv', [contender('snapboot-plain', 100, 0.2), contender(name, 100, 0.2)]);
    expect(lines).toEqual([`warm: ${name} / snapboot-plain = 1.00 [1.00, 1.00], no slower: met (no difference)`]);
  },
);

test('another target holds under the limits of the smallest function, and none with more memory', () => {
  const field = [contender('snapboot-compiled', 90), contender('aws-lambda-ric', 190), contender('bun', 90)];
  const ratios = (more: Partial<ScenarioResult>) =>
    linesOf('dynamodb-https', field, more).map((line) => line.replace(/ \[.*/, ''));
  expect(ratios({})).toEqual(['sum: snapboot-compiled / aws-lambda-ric = 0.50', 'sum: snapboot-compiled / bun = 1.00']);
  const condition = 'warm-cache+limits';
  expect(ratios({ condition })).toEqual(['sum: snapboot-compiled / aws-lambda-ric = 0.50']);
  expect(ratios({ condition, memoryMb: 1769 })).toEqual([]);
});

test('functions of the user have no targets, and neither has slow storage', () => {
  expect(linesOf(undefined, FIELD)).toEqual([]);
  expect(linesOf('empty', FIELD, { condition: 'slow-storage' })).toEqual([]);
});

test('targets are for functions and contenders that there are', () => {
  const [functions, contenders] = [WORKLOADS, CONTENDERS].map((all) => all.map(({ name }) => name));
  expect(functions).toEqual(expect.arrayContaining(TARGETS.flatMap((target) => target.functions)));
  expect(contenders).toEqual(
    expect.arrayContaining(TARGETS.flatMap((each) => [...each.contenders, each.rival ?? each.contenders[0]])),
  );
});
