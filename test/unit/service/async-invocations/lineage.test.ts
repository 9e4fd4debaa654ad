import { expect, test } from 'vitest';
import { isLoop, withLineage } from '../../../../service/async-invocations/lineage.ts';

const TRACE = 'Root=1-5759e988-bd862e3fe1be46a994272793;Parent=53995c3f42cd8ad8;Sampled=0';

test('a trace counts how often a function was in it', () => {
  const once = withLineage(TRACE, 'one');
  expect(once).toMatch(new RegExp(`^${TRACE};Lineage=[0-9a-f]{8}:1$`));
  const more = withLineage(withLineage(once, 'two'), 'one');
  expect(more).toMatch(new RegExp(`^${TRACE};Lineage=[0-9a-f]{8}:2\\|[0-9a-f]{8}:1$`));
});

test('a function that is in a chain more than 16 times is in a loop, and the others are not', () => {
  const traces = [withLineage(TRACE, 'two')];
  for (let count = 1; count <= 17; count += 1) traces.push(withLineage(traces.at(-1) ?? '', 'one'));
  expect(traces.map((trace) => isLoop(trace, 'one'))).toEqual([...Array.from({ length: 17 }, () => false), true]);
  expect(isLoop(traces.at(-1) ?? '', 'two')).toBe(false);
});

test.each(['', 'Lineage=', 'Lineage=x:1|12345678:x|12345678', 'Lineage=12345678:123456'])(
  'what is no lineage counts nothing: %s',
  (part) => {
    const trace = [TRACE, part].filter((each) => each !== '').join(';');
    expect(withLineage(trace, 'one')).toBe(withLineage(TRACE, 'one'));
  },
);
