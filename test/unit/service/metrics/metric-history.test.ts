import { describe, expect, test } from 'vitest';
import { STATISTICS } from '../../../../service/metrics/metric-bucket.ts';
import { MetricHistory } from '../../../../service/metrics/metric-history.ts';
import { metricId } from '../../../../service/metrics/metric-id.ts';

const START = 1_700_000_040_000;
const MINUTE = 60_000;

describe('the history of metrics', () => {
  test('answers every statistic of a period', () => {
    const history = new MetricHistory();
    for (let value = 1; value <= 100; value += 1) history.record(duration('hello'), value, START + value * 100);
    const found = STATISTICS.map((statistic) => [statistic, statisticOf(history, statistic)]);
    expect(Object.fromEntries(found)).toEqual({
      Sum: 5050,
      Average: 50.5,
      Minimum: 1,
      Maximum: 100,
      SampleCount: 100,
      p50: expect.closeTo(50, -0.4),
      p90: expect.closeTo(90, -1),
      p99: expect.closeTo(99, -1),
    });
  });

  test('knows exactly what is always the same', () => {
    const history = new MetricHistory();
    for (let index = 0; index < 50; index += 1) history.record(duration('hello'), 3, START);
    expect(['p50', 'p99', 'Sum'].map((statistic) => statisticOf(history, statistic as 'Sum'))).toEqual([3, 3, 150]);
  });

  test('has a point for each period with values, and none for others', () => {
    const history = new MetricHistory();
    history.record(duration('hello'), 1, START);
    history.record(duration('hello'), 2, START + 59_999);
    history.record(duration('hello'), 4, START + 2 * MINUTE);
    expect(points(history, { functionName: 'hello' })).toEqual([
      { time: START, value: 3 },
      { time: START + 2 * MINUTE, value: 4 },
    ]);
  });

  test('puts all functions together where none is named', () => {
    const history = new MetricHistory();
    history.record(duration('one'), 10, START);
    history.record(duration('other'), 30, START);
    history.record(metricId('AWS/Lambda', 'Duration', { FunctionName: 'other', Resource: 'other:1' }), 30, START);
    expect(points(history, {})).toEqual([{ time: START, value: 40 }]);
  });

  test('tells dimensions apart, whatever their order', () => {
    const history = new MetricHistory();
    history.record(metricId('Shop', 'Orders', { a: '1', b: '2' }), 5, START);
    history.record(metricId('Shop', 'Orders', { b: '2', a: '1' }), 6, START);
    history.record(metricId('Shop', 'Orders', { a: '1' }), 100, START);
    const query = { namespace: 'Shop', metric: 'Orders', dimensions: { b: '2', a: '1' } };
    expect(points(history, query)).toEqual([{ time: START, value: 11 }]);
    expect(history.list()).toHaveLength(2);
    expect(points(history, { namespace: 'Shop', metric: 'Orders' })).toEqual([]);
  });

  test('forgets after three hours', () => {
    const history = new MetricHistory();
    history.record(duration('old'), 1, START);
    history.record(duration('new'), 1, START + MINUTE);
    history.expire(START + 180 * MINUTE + 10_000);
    expect(history.list().map(({ dimensions }) => dimensions.FunctionName)).toEqual(['new']);
  });

  test('takes no more series than it may, and says so once', () => {
    const told: number[] = [];
    const history = new MetricHistory((limit) => told.push(limit), { series: 2, buckets: 1000 });
    for (const name of ['a', 'b', 'c', 'd']) history.record(duration(name), 1, START);
    expect(history.list()).toHaveLength(2);
    expect(told).toEqual([2]);
    history.forget(({ dimensions }) => dimensions.FunctionName === 'a');
    history.record(duration('c'), 1, START);
    expect(history.has(duration('c'))).toBe(true);
  });

  test('lets the oldest spans go when there are too many', () => {
    const history = new MetricHistory(() => {}, { series: 10, buckets: 6 });
    for (let minute = 0; minute < 5; minute += 1) {
      for (const name of ['a', 'b']) history.record(duration(name), minute, START + minute * MINUTE);
    }
    expect(points(history, { functionName: 'a' }).map(({ value }) => value)).toEqual([2, 3, 4]);
  });
});

function duration(functionName: string): ReturnType<typeof metricId> {
  return metricId('AWS/Lambda', 'Duration', { FunctionName: functionName });
}

function points(history: MetricHistory, query: Partial<Parameters<MetricHistory['query']>[0]>) {
  const span = { periodSeconds: 60, from: START, to: START + 5 * MINUTE };
  return history.query({ metric: 'Duration', statistic: 'Sum', ...span, ...query });
}

function statisticOf(history: MetricHistory, statistic: (typeof STATISTICS)[number]): number | undefined {
  return points(history, { functionName: 'hello', statistic })[0]?.value;
}
