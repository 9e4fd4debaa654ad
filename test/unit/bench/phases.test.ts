import { expect, test } from 'vitest';
import { CONTENDERS } from '../../../bench/contenders/contenders.ts';
import { readPhases } from '../../../bench/phases.ts';
import { tracedStarts } from '../../../bench/traced-starts.ts';
import { contenderOf, emptySetting } from '../../support/bench-contender.ts';
import { builtBootstrap } from '../../support/built-layer.ts';

test('what snapboot says of its start is counted from the spawn', () => {
  const line = '{"snapbootTrace":{"originMs":1000,"v8Ms":4,"nodeMs":20,"runtimeMs":25,"handlerMs":26,"nextMs":27}}';
  expect(readPhases(`before\n${line}\nafter`, 998)).toEqual({ v8Ms: 6, nodeMs: 22, runtimeMs: 27, handlerMs: 28 });
  expect(readPhases('nothing of the kind', 998)).toBeUndefined();
});

test('traced starts have all phases in their order, and a contender that says nothing has none', async () => {
  const setting = await emptySetting();
  const starts = await tracedStarts(contenderOf('snapboot', [builtBootstrap()], false), setting);
  expect(starts.length).toBeGreaterThan(0);
  for (const { v8Ms, nodeMs, runtimeMs, handlerMs } of starts) {
    expect([0, v8Ms, nodeMs, runtimeMs, handlerMs]).toEqual(
      [0, v8Ms, nodeMs, runtimeMs, handlerMs].toSorted((a, b) => a - b),
    );
  }
  const [bare] = CONTENDERS;
  const prepared = await bare?.prepare({ node: process.execPath, bootstrap: '', nodeVersion: '' }, undefined as never);
  if (prepared === undefined || 'reason' in prepared) throw new Error('the floor is missing');
  expect(await tracedStarts({ name: 'bare', ...prepared }, setting)).toEqual([]);
});
