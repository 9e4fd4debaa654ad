import { expect, test } from 'vitest';
import type { EmbeddedSample } from '../../../../service/metrics/embedded-metrics.ts';
import { EmbeddedSeries } from '../../../../service/metrics/embedded-series.ts';

const SAMPLE: EmbeddedSample = {
  namespace: 'MyApp/Orders',
  metric: 'ProcessingLatency',
  unit: 'Milliseconds',
  dimensions: { FunctionVersion: '$LATEST' },
  values: [1, 2.5],
  timeMs: 0,
};

test('a metric of a function is a summary, named after namespace, metric and unit', () => {
  const series = seriesWith(SAMPLE, SAMPLE);
  expect(series.text()).toBe(
    [
      '# HELP my_app_orders_processing_latency_milliseconds ProcessingLatency of MyApp/Orders, in Milliseconds, from the logs of functions.',
      '# TYPE my_app_orders_processing_latency_milliseconds summary',
      'my_app_orders_processing_latency_milliseconds_count{function_version="$LATEST"} 4',
      'my_app_orders_processing_latency_milliseconds_sum{function_version="$LATEST"} 7',
      '',
    ].join('\n'),
  );
});

test('two metrics never have the same name, nor that of another metric of the service', () => {
  const one = { ...SAMPLE, namespace: 'lambda', metric: 'duration', unit: 'Seconds' };
  const names = seriesWith(one, { ...one, namespace: 'Lambda' }, { ...one, unit: 'None', metric: 'duration_seconds' })
    .text()
    .match(/(?<=# TYPE )\S+/g);
  expect(names).toEqual(['lambda_duration_seconds_2', 'lambda_duration_seconds_3', 'lambda_duration_seconds_4']);
});

test('whatever a dimension is named and holds, its label is legal', () => {
  const dimensions = { 'Größe in %': 'a "b"\\\nc', quantile: '1', 'größe in %': 'x', '9': 'n' };
  expect(seriesWith({ ...SAMPLE, metric: '%', namespace: '9', unit: 'None', dimensions }).text()).toContain(
    'metric_9_count{dimension_9="n",gr_e_in="a \\"b\\"\\\\\\nc",quantile_="1",gr_e_in_2="x"} 2',
  );
});

test('there is room for a thousand series', () => {
  const series = new EmbeddedSeries([]);
  const added = Array.from({ length: 1001 }, (_, index) =>
    series.add('hello', { ...SAMPLE, dimensions: { index: String(index) } }),
  );
  expect(added.indexOf(false)).toBe(1000);
});

test('the series of a function go with it', () => {
  const series = seriesWith(SAMPLE);
  series.add('other', { ...SAMPLE, dimensions: {} });
  series.forget((name) => name === 'hello');
  expect(series.text()).toContain('_count 2');
  expect(series.text()).not.toContain('LATEST');
  series.forget((name) => name === 'other');
  expect(series.text()).toBe('');
  // Names that nobody has any more are given again.
  expect(seriesWith(SAMPLE).text()).toContain('LATEST');
  series.add('hello', SAMPLE);
  expect(series.text()).toBe(seriesWith(SAMPLE).text());
});

function seriesWith(...samples: readonly EmbeddedSample[]): EmbeddedSeries {
  const series = new EmbeddedSeries(['lambda_duration_seconds']);
  for (const sample of samples) series.add('hello', sample);
  return series;
}
