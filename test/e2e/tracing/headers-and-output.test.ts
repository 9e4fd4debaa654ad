import { readFile } from 'node:fs/promises';
import {
  CreateFunctionCommand,
  UpdateFunctionConfigurationCommand,
  waitUntilFunctionActiveV2,
  waitUntilFunctionUpdatedV2,
} from '@aws-sdk/client-lambda';
import { expect, test, vi } from 'vitest';
import { answering, FUNCTION_DEFAULTS } from '../../support/function-zip.ts';
import { repository } from '../../support/run-snapboot.ts';
import { sendRequest } from '../../support/send-request.ts';
import { startService } from '../../support/start-service.ts';
import { startTraced } from './start-traced.ts';

const ROOT = '1-5bef4de7-ad49b0e87f6ef6c87fc2e700';
const CALLER = `Root=${ROOT};Parent=9a9197af755a6419;Sampled=1`;

test('with PassThrough the trace of a sampled caller goes on as it is, and has no segments', async () => {
  await using lambda = await startTraced([
    { name: 'returns-trace-id', tracing: 'PassThrough' },
    { name: 'returns-text' },
  ]);
  const { header, result } = await lambda.invokeTraced('returns-trace-id', CALLER);
  expect(JSON.parse(result)).toEqual([CALLER, CALLER]);
  expect(header).toBe(`Root=${ROOT};Sampled=1`);
  const alone = await lambda.invokeTraced('returns-trace-id');
  expect(alone.header).toMatch(/^Root=1-[\da-f]{8}-[\da-f]{24};Sampled=0$/);
  expect(JSON.parse(alone.result)[0]).toMatch(/;Sampled=0$/);
  await lambda.invokeTraced('returns-text', CALLER);
  expect((await lambda.xray.take(2)).map(({ name }) => name)).toEqual(['returns-text', 'returns-text']);
});

test('the first invocation of a function with active tracing is sampled', async () => {
  await using lambda = await startTraced([{ name: 'returns-trace-id' }]);
  const { header, result } = await lambda.invokeTraced('returns-trace-id');
  expect(header).toMatch(/^Root=1-[\da-f]{8}-[\da-f]{24};Sampled=1$/);
  const [service, own] = await lambda.xray.take(2);
  expect(JSON.parse(result)[0]).toBe(`Root=${service?.trace_id};Parent=${own?.id};Sampled=1`);
});

test('a function that was deployed with active tracing is traced, and no longer when that is changed', async () => {
  await using lambda = await startTraced([]);
  const FunctionName = 'deployed';
  const Code = { ZipFile: answering('process.env._X_AMZN_TRACE_ID') };
  const TracingConfig = { Mode: 'Active' } as const;
  await lambda.client.send(new CreateFunctionCommand({ ...FUNCTION_DEFAULTS, FunctionName, Code, TracingConfig }));
  await waitUntilFunctionActiveV2({ client: lambda.client, minDelay: 1, maxWaitTime: 30 }, { FunctionName });
  const { result } = await lambda.invokeTraced(FunctionName, CALLER);
  const [, own] = await lambda.xray.take(2);
  expect(JSON.parse(result)).toBe(`Root=${ROOT};Parent=${own?.id};Sampled=1`);
  const change = { FunctionName, TracingConfig: { Mode: 'PassThrough' } } as const;
  await lambda.client.send(new UpdateFunctionConfigurationCommand(change));
  await waitUntilFunctionUpdatedV2({ client: lambda.client, minDelay: 1, maxWaitTime: 30 }, { FunctionName });
  expect(JSON.parse((await lambda.invokeTraced(FunctionName, CALLER)).result)).toBe(CALLER);
});

test('a request to a function URL begins a trace as well', async () => {
  const url = { authType: 'NONE', invokeMode: 'BUFFERED', cors: undefined } as const;
  await using lambda = await startTraced([{ name: 'returns-trace-id', url }]);
  const answer = await fetch(`${lambda.service.endpoint}/urls/returns-trace-id/`);
  const [service, own] = await lambda.xray.take(2);
  expect(await answer.json()).toContain(`Root=${service?.trace_id};Parent=${own?.id};Sampled=1`);
});

test('what a function traces itself hangs below its segment', async () => {
  await using lambda = await startTraced([{ name: 'sends-a-subsegment' }]);
  const { result } = await lambda.invokeTraced('sends-a-subsegment', CALLER);
  expect(JSON.parse(result).address).toBe(lambda.xray.address);
  const segments = await lambda.xray.take(3);
  const own = segments.find(({ origin }) => origin === 'AWS::Lambda::Function');
  expect(segments.find(({ name }) => name === 'own work')).toMatchObject({ trace_id: ROOT, parent_id: own?.id });
});

test('segments are kept in traces.jsonl, and shown, the newest first', async () => {
  await using lambda = await startTraced([{ name: 'returns-text' }]);
  await lambda.invokeTraced('returns-text', CALLER);
  await lambda.invokeTraced('returns-text', CALLER);
  const sent = await lambda.xray.take(4);
  const traces = async (query: string): Promise<Record<string, unknown>> =>
    (await fetch(`${lambda.service.endpoint}/traces.json${query}`)).json() as Promise<Record<string, unknown>>;
  await expect.poll(() => traces('')).toEqual({ segments: sent.toReversed(), sent: 4, dropped: 0 });
  expect((await traces('?limit=1')).segments).toEqual([sent.at(-1)]);
  expect((await traces('?limit=none')).segments).toHaveLength(4);
  const foreign = { path: '/traces.json', headers: { host: 'site.example' } };
  expect((await sendRequest(lambda.address, foreign)).status).toBe(403);
  const lines = async (): Promise<string[]> =>
    (await readFile(`${lambda.folder}/traces.jsonl`, 'utf8')).split('\n').slice(0, -1);
  await expect.poll(async () => (await lines()).map((line) => JSON.parse(line))).toEqual(sent);
});

test('an address that is none is told, and a daemon that is not there changes nothing', async () => {
  vi.stubEnv('AWS_XRAY_DAEMON_ADDRESS', 'nowhere');
  await using lambda = await startService({ paths: ['test/fixtures/functions/returns-text.mjs'] });
  expect(lambda.notices.join('\n')).toContain('AWS_XRAY_DAEMON_ADDRESS nowhere: expected host:port');
  vi.stubEnv('AWS_XRAY_DAEMON_ADDRESS', '127.0.0.1:9');
  const unheard = {
    name: 'unheard',
    taskRoot: `${repository}test/fixtures/functions`,
    handler: 'returns-text.handler',
  };
  await using other = await startService({ functions: [{ ...unheard, tracing: 'Active' }] });
  for (let count = 0; count < 3; count += 1) await other.call('unheard');
  vi.unstubAllEnvs();
});
