import { expect, test } from 'vitest';
import { interleave } from '../../../bench/rounds.ts';
import { seededRandom } from '../../../bench/statistics/random.ts';

const CONTENDERS = ['a', 'b', 'c'];

test('every round has every contender once', () => {
  const turns = interleave(CONTENDERS, 20, seededRandom(1));
  expect(turns).toHaveLength(60);
  for (let round = 0; round < 20; round++) {
    const inRound = turns.slice(3 * round, 3 * round + 3);
    expect(inRound.map((turn) => turn.round)).toEqual([round, round, round]);
    expect(inRound.map((turn) => turn.contender).sort()).toEqual(CONTENDERS);
  }
});

test('every contender comes first in about a third of the rounds', () => {
  const first = interleave(CONTENDERS, 600, seededRandom(1)).filter((_, index) => index % 3 === 0);
  for (const name of CONTENDERS) {
    const count = first.filter(({ contender }) => contender === name).length;
    expect(count).toBeGreaterThan(150);
    expect(count).toBeLessThan(250);
  }
});

test('the same seed gives the same order', () => {
  expect(interleave(CONTENDERS, 10, seededRandom(7))).toEqual(interleave(CONTENDERS, 10, seededRandom(7)));
});
