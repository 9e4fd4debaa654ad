import { describe, expect, test } from 'vitest';
import { embeddedMetrics } from '../../../../service/metrics/embedded-metrics.ts';

const TIME = 1_700_000_000_000;
const LATENCY = { Name: 'Latency', Unit: 'Milliseconds', StorageResolution: 60 };
const ROOT = { Service: 'checkout', Latency: 12 };
const SAMPLE = {
  namespace: 'Shop',
  metric: 'Latency',
  unit: 'Milliseconds',
  dimensions: { Service: 'checkout' },
  values: [12],
  timeMs: TIME,
};

describe('a line in the embedded metric format', () => {
  test.each([
    ['by itself', line({})],
    ['behind what console.log puts there', `2026-01-31T12:00:00.000Z\tabc-1\tINFO\t${line({})}`],
    ['as the object of a record', JSON.stringify({ timestamp: 't', level: 'INFO', message: JSON.parse(line({})) })],
    ['as the text of a record', JSON.stringify({ timestamp: 't', level: 'INFO', message: line({}) })],
  ])('is read %s', (_, text) => {
    expect(embeddedMetrics(text)).toEqual({ samples: [SAMPLE], faults: 0 });
  });

  test('has a sample for each set of dimensions', () => {
    const { samples } = embeddedMetrics(line({ Dimensions: [[], ['Service']] }));
    expect(samples.map(({ dimensions }) => dimensions)).toEqual([{}, { Service: 'checkout' }]);
  });

  test('may hold a hundred values of a metric', () => {
    const values = Array.from({ length: 100 }, (_, index) => index);
    expect(embeddedMetrics(line({}, { ...ROOT, Latency: values })).samples[0]?.values).toEqual(values);
    expect(embeddedMetrics(line({}, { ...ROOT, Latency: [...values, 100] }))).toEqual({ samples: [], faults: 1 });
  });

  test.each([
    ['a unit that there is not', { Metrics: [{ ...LATENCY, Unit: 'Dozens' }] }],
    ['a resolution that there is not', { Metrics: [{ ...LATENCY, StorageResolution: 5 }] }],
    ['no value', { Metrics: [{ ...LATENCY, Name: 'Missing' }] }],
    ['a text as value', { Metrics: [{ ...LATENCY, Name: 'Service' }] }],
    ['a dimension without a value', { Dimensions: [['Region']] }],
    ['a dimension that is a number', { Dimensions: [['Latency']] }],
    ['31 dimensions', { Dimensions: [Array.from({ length: 31 }, () => 'Service')] }],
    ['no list of dimensions', { Dimensions: undefined }],
    ['31 sets of dimensions', { Dimensions: Array.from({ length: 31 }, () => []) }],
    ['101 metrics', { Metrics: Array.from({ length: 101 }, () => LATENCY) }],
    ['no namespace', { Namespace: '' }],
    ['a namespace of AWS', { Namespace: 'AWS/Lambda' }],
  ])('with %s is counted and left out', (_, directive) => {
    expect(embeddedMetrics(line(directive))).toEqual({ samples: [], faults: 1 });
  });

  test('keeps the metrics beside a wrong one', () => {
    const { samples, faults } = embeddedMetrics(line({ Metrics: [{ Name: 'Missing' }, LATENCY] }));
    expect({ samples, faults }).toEqual({ samples: [SAMPLE], faults: 1 });
  });

  test.each([
    ['text', 'CloudWatchMetrics are nice'],
    ['broken JSON', line({}).slice(0, -1)],
    ['another object', JSON.stringify({ CloudWatchMetrics: [] })],
    ['nothing', ''],
    ['null', JSON.stringify({ _aws: null, message: 'CloudWatchMetrics' })],
  ])('is not seen in %s', (_, text) => {
    expect(embeddedMetrics(text)).toEqual({ samples: [], faults: 0 });
  });

  test('without a time is a fault', () => {
    const text = JSON.stringify({ _aws: { CloudWatchMetrics: [] } });
    expect(embeddedMetrics(text)).toEqual({ samples: [], faults: 1 });
  });
});

function line(directive: object, root: object = ROOT): string {
  const directives = [{ Namespace: 'Shop', Dimensions: [['Service']], Metrics: [LATENCY], ...directive }];
  return JSON.stringify({ _aws: { Timestamp: TIME, CloudWatchMetrics: directives }, ...root });
}
