import { expect, test } from 'vitest';
import { compare, INIT, WARM } from '../../../../bench/report/measures.ts';
import { targetLines } from '../../../../bench/report/target-lines.ts';
import { sampleBenchResult } from '../../../support/sample-bench-result.ts';

const [SCENARIO] = sampleBenchResult().scenarios;

test('a contender cannot be compared with one that has failed, and the others still are', () => {
  if (SCENARIO === undefined) throw new Error('there are scenarios');
  const [bare, snapboot, ric] = SCENARIO.contenders;
  if (bare === undefined || snapboot === undefined || ric === undefined) throw new Error('there are contenders');
  const failed = { ...bare, coldStarts: [], warmBlocks: [] };
  expect([compare(INIT, snapboot, failed), compare(WARM, failed, ric)]).toEqual([undefined, undefined]);
  const lines = targetLines({ ...SCENARIO, contenders: [failed, snapboot, ric] });
  expect(lines.map((line) => line.replace(/ =.*/, ''))).toEqual(['warm: snapboot / aws-lambda-ric']);
});
