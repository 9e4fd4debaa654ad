import { describe, expect, test } from 'vitest';
import { ValueSketch } from '../../../../service/metrics/value-sketch.ts';
import { SeededRandom } from '../../../support/seeded-random.ts';

describe('a sketch', () => {
  test('knows percentiles of milliseconds within a few percent', () => {
    const sketch = new ValueSketch();
    for (let value = 1; value <= 1000; value += 1) sketch.add(value);
    expectNear(sketch.quantile(0.5), 500, 0.05);
    expectNear(sketch.quantile(0.9), 900, 0.05);
    expectNear(sketch.quantile(0.99), 990, 0.05);
  });

  test('of values close to each other is off by two percent at most', () => {
    const sketch = new ValueSketch();
    for (let value = 100; value < 200; value += 1) sketch.add(value);
    expectNear(sketch.quantile(0.5), 149, 0.021);
    expectNear(sketch.quantile(0.99), 198, 0.021);
  });

  test('keeps the order of values below zero, at zero and above', () => {
    const sketch = new ValueSketch();
    for (const value of [-100, -1, 0, 1, 100]) sketch.add(value);
    const quantiles = [0.2, 0.4, 0.6, 0.8, 1].map((share) => sketch.quantile(share));
    for (const [index, value] of [-100, -1, 0, 1, 100].entries())
      expectNear(quantiles[index] ?? Number.NaN, value, 0.021);
  });

  test('added to another one counts as much as its values do', () => {
    const random = new SeededRandom(7);
    const [whole, one, other] = [new ValueSketch(), new ValueSketch(), new ValueSketch()];
    for (let index = 0; index < 5000; index += 1) {
      const value = random.below(2) === 0 ? random.below(1000) / 100 : random.below(1_000_000);
      whole.add(value);
      (index % 3 === 0 ? one : other).add(value);
    }
    one.addAll(other);
    for (const share of [0.1, 0.5, 0.9, 0.99]) expectNear(one.quantile(share), whole.quantile(share), 1e-9);
  });

  test('takes values of any size', () => {
    const sketch = new ValueSketch();
    for (const value of [Number.MAX_VALUE, Number.MIN_VALUE, -Number.MAX_VALUE]) sketch.add(value);
    expect(sketch.quantile(0.5)).toBe(0);
    expect(Number.isFinite(sketch.quantile(1))).toBe(true);
  });
});

function expectNear(value: number, expected: number, share: number): void {
  expect(Math.abs(value - expected)).toBeLessThanOrEqual(Math.abs(expected) * share);
}
