import { afterEach, beforeEach, expect, test } from 'vitest';
import { functionArn } from '../../../../service/functions/function-arn.ts';
import { functionConfig } from '../../../../service/functions/function-config.ts';
import type { Statistic } from '../../../../service/metrics/metric-bucket.ts';
import { ServiceMetrics } from '../../../../service/metrics/service-metrics.ts';
import type { ObservedEnvironment, ObservedOutcome } from '../../../../service/observation/service-event.ts';
import { ServiceEvents } from '../../../../service/observation/service-events.ts';
import { samplesOf } from '../../../e2e/metrics/scrape.ts';

const HELLO = functionConfig({ name: 'hello', taskRoot: '/', handler: 'a.b' });

let events: ServiceEvents;
let registry: { functions: (typeof HELLO)[] };
let metrics: ServiceMetrics;
let running: number;
let notices: string[];

beforeEach(() => {
  events = new ServiceEvents();
  registry = { functions: [HELLO] };
  running = 0;
  notices = [];
  const limits = { running: () => running, reserved: () => undefined };
  metrics = new ServiceMetrics({ events, registry, running: limits, onNotice: (line) => notices.push(line) });
});

afterEach(() => metrics[Symbol.dispose]());

function end(outcome: ObservedOutcome, qualifier?: string): void {
  const names = { functionName: 'hello', version: '$LATEST', functionArn: functionArn('hello', qualifier) };
  events.emit({
    type: 'invocation.ended',
    invocation: { requestId: 'id', traceId: '', ...names },
    outcome,
    durationMs: 5,
  });
}

function report(environment: Partial<ObservedEnvironment>): void {
  const record = { durationMs: 12.5, billedDurationMs: 13, memorySizeMB: 128, maxMemoryUsedMB: 60 };
  events.emit({
    type: 'environment.telemetry',
    environment: environmentOf(environment),
    event: {
      type: 'platform.report',
      time: '',
      record: { requestId: 'id', status: 'success', metrics: record },
    },
  });
}

function environmentOf(more: Partial<ObservedEnvironment>): ObservedEnvironment {
  const id = '2026/11/23/[$LATEST]1';
  return { id, functionName: 'hello', version: '1', initializationType: 'on-demand', memoryMb: 128, ...more };
}

function figure(metric: string, statistic: Statistic = 'Sum', dimensions = {}): number | undefined {
  const to = Date.now() + 10_000;
  const query = { metric, statistic, functionName: 'hello', dimensions, periodSeconds: 3600 };
  return metrics.history.query({ ...query, from: to - 3_600_000, to })[0]?.value;
}

test('what was refused or throttled is no invocation, and what failed is one', () => {
  end({ state: 'succeeded' });
  end({ state: 'timed-out', errorType: 'Sandbox.Timedout' });
  end({ state: 'throttled', reason: 'ConcurrentInvocationLimitExceeded' });
  end({ state: 'refused', errorType: 'ResourceConflictException' });
  expect(['Invocations', 'Errors', 'Throttles'].map((metric) => figure(metric))).toEqual([2, 1, 1]);
  expect(figure('Errors', 'Average')).toBe(0.5);
});

test('an alias has metrics of its own, which count for the function as well', () => {
  end({ state: 'succeeded' });
  end({ state: 'succeeded' }, 'live');
  expect(figure('Invocations')).toBe(2);
  expect(figure('Invocations', 'Sum', { Resource: 'hello:live' })).toBe(1);
});

test('concurrency counts the invocation that has just ended', () => {
  running = 4;
  end({ state: 'succeeded' });
  running = 3;
  end({ state: 'succeeded' });
  expect(figure('ConcurrentExecutions', 'Maximum')).toBe(5);
});

test('an invocation beside environments that are kept ready is a spillover', async () => {
  report({});
  expect(figure('ProvisionedConcurrencySpilloverInvocations')).toBeUndefined();
  const ahead = environmentOf({ id: 'ahead', initializationType: 'provisioned-concurrency' });
  events.emit({ type: 'environment.phase', environment: ahead, phase: 'invoking' });
  report(ahead);
  report({});
  expect(figure('ProvisionedConcurrencyInvocations')).toBe(1);
  expect(figure('ProvisionedConcurrencySpilloverInvocations')).toBe(1);
  const labels = '{function="hello",version="1"}';
  expect(samplesOf(await metrics.text())).toMatchObject({
    [`lambda_provisioned_concurrent_executions${labels}`]: 1,
    [`lambda_provisioned_concurrency_utilization_ratio${labels}`]: 1,
    [`lambda_max_memory_used_bytes${labels}`]: 60 * 1_048_576,
  });
  events.emit({ type: 'environment.phase', environment: ahead, phase: 'stopped' });
  expect(samplesOf(await metrics.text())).not.toHaveProperty([`lambda_provisioned_concurrent_executions${labels}`]);
});

test('a function that is gone loses what it has printed as well', async () => {
  const directive = { Namespace: 'Shop', Dimensions: [[]], Metrics: [{ Name: 'Orders' }] };
  const line = JSON.stringify({ _aws: { Timestamp: Date.now(), CloudWatchMetrics: [directive] }, Orders: 3 });
  events.emit({ type: 'log.line', functionName: 'hello', line });
  end({ state: 'succeeded' });
  expect(samplesOf(await metrics.text())).toMatchObject({ shop_orders_sum: 3 });
  expect(metrics.history.list()).toContainEqual({ namespace: 'Shop', metric: 'Orders', dimensions: {} });
  registry.functions = [];
  expect(await metrics.text()).not.toMatch(/hello|shop/);
  expect(metrics.history.list()).toEqual([]);
});

test('too many metrics are told once', () => {
  for (let index = 0; index < 2100; index += 1) {
    const directive = { Namespace: 'Shop', Dimensions: [['Id']], Metrics: [{ Name: 'Orders' }] };
    const aws = { Timestamp: Date.now(), CloudWatchMetrics: [directive] };
    const line = JSON.stringify({ _aws: aws, Orders: 1, Id: String(index) });
    events.emit({ type: 'log.line', functionName: 'hello', line });
  }
  expect(notices).toEqual(['metrics: there are 2000 already; new ones are not kept']);
  expect(metrics.history.list()).toHaveLength(2000);
});
