import { expect, test } from 'vitest';
import { helpText, prometheusLabels, prometheusName, sampleLine } from '../../../../service/metrics/prometheus-text.ts';

test.each([
  ['MyApp', 'ProcessingLatency', 'Milliseconds', 'my_app_processing_latency_milliseconds'],
  ['Shop/Orders', 'Rate', 'Bytes/Second', 'shop_orders_rate_bytes_per_second'],
  ['Shop', 'Sold', 'Count', 'shop_sold'],
  ['Shop', 'Sold', 'None', 'shop_sold'],
  ['4you', '--x--', 'None', 'metric_4you_x'],
  ['', '', 'Count', 'metric_'],
])('the metric %s %s %s is named %s', (namespace, metric, unit, name) => {
  expect(prometheusName({ namespace, metric, unit })).toBe(name);
});

test('different dimensions have different labels, and none has one with a meaning of its own', () => {
  const dimensions = { OrderKind: 'a', 'order.kind': 'b', 'order kind': 'c', le: 'd', Job: 'e', '1st': 'f' };
  expect(Object.fromEntries(prometheusLabels(dimensions))).toEqual({
    order_kind: 'a',
    order_kind_2: 'b',
    order_kind_3: 'c',
    le_: 'd',
    job_: 'e',
    dimension_1st: 'f',
  });
});

test('a line has its labels in braces, if there are any, and what would end them is escaped', () => {
  expect(sampleLine('sold', new Map(), 1.5)).toBe('sold 1.5');
  const labels = new Map([
    ['a', 'x"y\\z\n'],
    ['b', '2'],
  ]);
  expect(sampleLine('sold', labels, 3)).toBe('sold{a="x\\"y\\\\z\\n",b="2"} 3');
  expect(helpText('two\nlines \\ "here"')).toBe('two\\nlines \\\\ "here"');
});
