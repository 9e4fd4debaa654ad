import { expect, test } from 'vitest';
import { Sampler } from '../../../../service/tracing/sampler.ts';

interface Step {
  readonly at: number;
  readonly of?: string;
  readonly luck?: number;
  readonly sampled: boolean;
}

test.each<[string, readonly Step[]]>([
  ['the first one is', [{ at: 0, sampled: true }]],
  [
    'a second one in the same second is not',
    [
      { at: 0, sampled: true },
      { at: 999, sampled: false },
    ],
  ],
  [
    'the first one of the next second is again',
    [
      { at: 0, sampled: true },
      { at: 1000, sampled: true },
    ],
  ],
  [
    'each function has its own first one',
    [
      { at: 0, sampled: true },
      { at: 0, of: 'other', sampled: true },
    ],
  ],
  [
    '5 % of the others are',
    [
      { at: 0, sampled: true },
      { at: 1, luck: 0.049, sampled: true },
      { at: 1, luck: 0.05, sampled: false },
    ],
  ],
  [
    'a clock that goes back begins another second',
    [
      { at: 5000, sampled: true },
      { at: 1000, sampled: true },
    ],
  ],
])('of the invocations without a decision %s', (_which, steps) => {
  let now = 0;
  let luck = 1;
  const sampler = new Sampler({ now: () => now, random: () => luck });
  const decisions = steps.map((step) => {
    now = 1_800_000_000_000 + step.at;
    luck = step.luck ?? 0.99;
    return sampler.decide(step.of ?? 'one');
  });
  expect(decisions).toEqual(steps.map(({ sampled }) => sampled));
});
