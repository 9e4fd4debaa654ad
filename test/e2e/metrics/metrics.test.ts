import { execFileSync } from 'node:child_process';
import {
  CreateFunctionCommand,
  CreateFunctionUrlConfigCommand,
  DeleteFunctionCommand,
  GetProvisionedConcurrencyConfigCommand,
  InvokeCommand,
  PublishVersionCommand,
  PutFunctionConcurrencyCommand,
  PutProvisionedConcurrencyConfigCommand,
  TooManyRequestsException,
  waitUntilFunctionActiveV2,
} from '@aws-sdk/client-lambda';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { answering, FUNCTION_DEFAULTS } from '../../support/function-zip.ts';
import { pythonWith } from '../../support/python-tools.ts';
import { repository } from '../../support/run-snapboot.ts';
import { fixture, startService, type TestService } from '../../support/start-service.ts';
import { type Samples, scrape } from './scrape.ts';

let running: TestService;

const FUNCTIONS = ['returns-event', 'throws-error', 'prints-embedded-metrics'];

beforeAll(async () => {
  running = await startService({ paths: FUNCTIONS.map(fixture), asyncTimeScale: 0.001 });
});

afterAll(() => running[Symbol.asyncDispose]());

async function eventually(expected: Samples): Promise<void> {
  await expect.poll(() => scrape(running.address)).toMatchObject(expected);
}

async function json(path: string): Promise<{ status: number; body: Record<string, unknown> }> {
  const response = await fetch(`http://${running.address}${path}`);
  return { status: response.status, body: (await response.json()) as Record<string, unknown> };
}

async function deploy(FunctionName: string, expression: string): Promise<void> {
  const Code = { ZipFile: answering(expression) };
  await running.client.send(new CreateFunctionCommand({ ...FUNCTION_DEFAULTS, FunctionName, Code }));
  await waitUntilFunctionActiveV2({ client: running.client, maxWaitTime: 120 }, { FunctionName });
}

test('invocations, errors, inits and durations are counted', async () => {
  for (const event of [1, 2, 3]) await running.call('returns-event', event);
  await expect(running.call('throws-error')).rejects.toThrow();
  const hello = 'function="returns-event",version="$LATEST"';
  await eventually({
    [`lambda_invocations_total{${hello}}`]: 3,
    [`lambda_duration_seconds_count{${hello}}`]: 3,
    [`lambda_duration_seconds_bucket{le="+Inf",${hello}}`]: 3,
    [`lambda_init_duration_seconds_count{${hello},type="on-demand"}`]: 1,
    [`lambda_environments{${hello},phase="ready"}`]: expect.any(Number) as never,
    'lambda_concurrent_executions{function="returns-event"}': 0,
    'lambda_invocations_total{function="throws-error",version="$LATEST"}': 1,
    'lambda_errors_total{function="throws-error",version="$LATEST",kind="function-error"}': 1,
    process_resident_memory_bytes: expect.any(Number) as never,
  });
});

test('the history answers with points, and lists what there is', async () => {
  await running.call('returns-event');
  const points = async (query: string): Promise<unknown> =>
    (await json(`/metrics.json?minutes=5&period=300&${query}`)).body;
  const sumOf = (answer: unknown): number =>
    (answer as { points: { value: number }[] }).points.reduce((sum, { value }) => sum + value, 0);
  await expect
    .poll(async () => sumOf(await points('metric=Duration&function=returns-event&statistic=SampleCount')))
    .toBeGreaterThanOrEqual(1);
  expect(sumOf(await points('metric=Errors&function=returns-event'))).toBe(0);
  expect(sumOf(await points('metric=Invocations'))).toBeGreaterThanOrEqual(1);
  const { body } = await json('/metrics.json');
  expect(body.metrics).toContainEqual({
    namespace: 'AWS/Lambda',
    metric: 'Invocations',
    dimensions: { FunctionName: 'returns-event' },
  });
});

test.each([
  ['metric=Duration&statistic=p95', 400, 'statistic: expected Sum, Average'],
  ['metric=Duration&period=15', 400, 'period: expected a multiple of 10, found "15"'],
  ['metric=Duration&minutes=181', 400, 'minutes: expected a whole number from 1 to 180, found "181"'],
  ['metric=Duration&function=nobody', 404, 'no function is named "nobody"; there are returns-event'],
])('a query %s is refused with a reason', async (query, status, message) => {
  const answer = await json(`/metrics.json?${query}`);
  expect(answer.status).toBe(status);
  expect(answer.body.Message ?? answer.body.message).toContain(message);
});

test('throttles have their reason, and are no invocations', async () => {
  await deploy('switched-off', '1');
  await running.client.send(
    new PutFunctionConcurrencyCommand({ FunctionName: 'switched-off', ReservedConcurrentExecutions: 0 }),
  );
  const invocation = running.client.send(new InvokeCommand({ FunctionName: 'switched-off' }));
  await expect(invocation).rejects.toThrow(TooManyRequestsException);
  const labels = 'function="switched-off",version="$LATEST"';
  const reason = 'ReservedFunctionConcurrentInvocationLimitExceeded';
  await eventually({ [`lambda_throttles_total{${labels},reason="${reason}"}`]: 1 });
  expect(await scrape(running.address)).not.toHaveProperty([`lambda_invocations_total{${labels}}`]);
});

test('events are counted when they come, when they run and when they are given up', async () => {
  await deploy('fails-on-events', '(() => { throw new Error("no") })()');
  const command = new InvokeCommand({ FunctionName: 'fails-on-events', InvocationType: 'Event' });
  await running.client.send(command);
  const labels = 'function="fails-on-events"';
  await eventually({
    [`lambda_async_events_received_total{${labels}}`]: 1,
    [`lambda_async_event_age_seconds_count{${labels}}`]: 3,
    [`lambda_async_events_dropped_total{${labels}}`]: 1,
    [`lambda_errors_total{${labels},version="$LATEST",kind="function-error"}`]: 3,
  });
});

test('requests to a function URL are counted by their answer', async () => {
  await deploy('on-the-web', '({ statusCode: Number(event.rawPath.slice(1)) })');
  const { FunctionUrl = '' } = await running.client.send(
    new CreateFunctionUrlConfigCommand({ FunctionName: 'on-the-web', AuthType: 'NONE' }),
  );
  const host = new URL(FunctionUrl).host.replace(/:\d+$/, '');
  for (const path of ['200', '200', '404', '503']) {
    const headers = { host: `${host}:${running.address.split(':')[1]}` };
    const url = `http://${running.address}/urls/on-the-web/${path}`;
    expect((await fetch(url, { headers })).status).toBe(Number(path));
  }
  await eventually({
    'lambda_url_requests_total{function="on-the-web",code="2xx"}': 2,
    'lambda_url_requests_total{function="on-the-web",code="4xx"}': 1,
    'lambda_url_requests_total{function="on-the-web",code="5xx"}': 1,
    'lambda_url_request_duration_seconds_count{function="on-the-web"}': 4,
  });
});

test('provisioned concurrency shows in invocations and in utilization', async () => {
  await deploy('ahead', '1');
  const { client } = running;
  const { Version: Qualifier = '' } = await client.send(new PublishVersionCommand({ FunctionName: 'ahead' }));
  const target = { FunctionName: 'ahead', Qualifier };
  await client.send(new PutProvisionedConcurrencyConfigCommand({ ...target, ProvisionedConcurrentExecutions: 1 }));
  await expect
    .poll(async () => (await client.send(new GetProvisionedConcurrencyConfigCommand(target))).Status)
    .toBe('READY');
  await client.send(new InvokeCommand(target));
  const labels = 'function="ahead",version="1"';
  await eventually({
    [`lambda_invocations_total{${labels}}`]: 1,
    [`lambda_provisioned_concurrency_invocations_total{${labels}}`]: 1,
    [`lambda_provisioned_concurrency_utilization_ratio{${labels}}`]: 0,
    [`lambda_init_duration_seconds_count{${labels},type="provisioned-concurrency"}`]: 1,
  });
  const { body } = await json('/metrics.json?metric=Invocations&function=ahead&dimension.Resource=ahead:1');
  expect(body.points).toMatchObject([{ value: 1 }]);
});

test('a function that is deleted has no series any more', async () => {
  await deploy('short-lived', '1');
  await running.call('short-lived');
  await eventually({ 'lambda_invocations_total{function="short-lived",version="$LATEST"}': 1 });
  await running.client.send(new DeleteFunctionCommand({ FunctionName: 'short-lived' }));
  expect(JSON.stringify(await scrape(running.address))).not.toContain('short-lived');
  expect(JSON.stringify(await json('/metrics.json'))).not.toContain('short-lived');
});

test('metrics that a function prints are its own metrics, and wrong ones are counted', async () => {
  await running.call('prints-embedded-metrics', { latencies: [10, 20, 60] });
  await running.call('prints-embedded-metrics', { latencies: [30], wrong: true });
  await eventually({
    'shop_latency_milliseconds_count{service="checkout"}': 4,
    'shop_latency_milliseconds_sum{service="checkout"}': 120,
    'shop_latency_milliseconds_sum{service="basket"}': 14,
    shop_latency_milliseconds_count: 6,
    'shop_orders_sum{service="checkout"}': 2,
    'lambda_embedded_metric_faults_total{function="prints-embedded-metrics"}': 2,
  });
  const query = 'namespace=Shop&metric=Latency&dimension.Service=checkout&statistic=Maximum&minutes=5&period=300';
  const { body } = await json(`/metrics.json?${query}`);
  expect(body.points).toContainEqual(expect.objectContaining({ value: 60 }));
});

test('metrics are found in records of the JSON log format as well', async () => {
  const json = { name: 'logs-json', logFormat: 'JSON', handler: 'prints-embedded-metrics.handler' } as const;
  await using other = await startService({
    functions: [{ ...json, taskRoot: `${repository}test/fixtures/functions` }],
  });
  await other.call('logs-json', { latencies: [1] });
  const latency = async () => (await scrape(other.address)).shop_latency_milliseconds_count;
  await expect.poll(latency).toBe(2);
});

test('the parser of Prometheus itself reads all of it', async ({ skip }) => {
  const python = await pythonWith(['prometheus-client==0.22.1']).catch((error: Error) => skip(error.message));
  const text = await (await fetch(`http://${running.address}/metrics`)).text();
  const program = `import sys
from prometheus_client.parser import text_string_to_metric_families as parse
print(sorted(family.name for family in parse(sys.stdin.read())))`;
  const names = execFileSync(python, ['-c', program], { input: text, encoding: 'utf8' });
  expect(names).toContain("'lambda_invocations'");
});
