import { cp, mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  InvokeCommand,
  InvokeWithResponseStreamCommand,
  SnapStartException,
  SnapStartTimeoutException,
} from '@aws-sdk/client-lambda';
import { afterEach, expect, test, vi } from 'vitest';
import { EnvironmentPool } from '../../service/environments/environment-pool.ts';
import { ExecutionEnvironment } from '../../service/environments/execution-environment.ts';
import { BARE_PLATFORM } from '../../service/environments/platform.ts';
import type { LambdaServiceOptions } from '../../service/service-options.ts';
import { builtBootstrap } from '../support/built-layer.ts';
import { sendRequest } from '../support/send-request.ts';
import { startService } from '../support/start-service.ts';
import { type TemporaryFolder, temporaryFolder } from '../support/temporary-folder.ts';
import { scrape } from './metrics/scrape.ts';

const BOOTSTRAPS = new URL('../fixtures/bootstraps/', import.meta.url).pathname;
const FUNCTIONS = new URL('../fixtures/functions/', import.meta.url).pathname;
const WATCH = new URL('../fixtures/extensions/watch.mjs', import.meta.url).pathname;

type Settings = NonNullable<LambdaServiceOptions['functions']>[number];

afterEach(() => {
  vi.unstubAllEnvs();
});

test.each([
  ['with a sandbox and limits, where there are any', true],
  ['without', false],
])('the log has the restore once, before the first invocation, %s', async (_how, whole) => {
  await using code = await codeOf('awaits-restore');
  const lines: string[] = [];
  await using lambda = await startService({
    functions: [restored(code)],
    sandbox: whole,
    limits: whole,
    onLogLine: (_name, line) => lines.push(line),
  });
  expect(await lambda.call('restored')).toMatchObject({ invocations: 1, restore: 200 });
  expect(await lambda.call('restored')).toMatchObject({ invocations: 2, restore: 200 });
  const platformLines = (): string[] => lines.filter((line) => !line.startsWith('process '));
  await expect.poll(() => platformLines().length).toBe(11);
  const version = 'Runtime Version: provided:al2023\tRuntime Version ARN: arn:aws:lambda:';
  expect(platformLines()).toEqual([
    expect.stringContaining(`INIT_START ${version}`),
    expect.stringMatching(/^INIT_REPORT Init Duration: \d+\.\d\d ms\tPhase: init$/),
    expect.stringContaining(`RESTORE_START ${version}`),
    'restored with 200 ""',
    expect.stringMatching(/^RESTORE_REPORT Restore Duration: \d+\.\d\d ms$/),
    expect.stringMatching(/^START /),
    expect.stringMatching(/^END /),
    expect.stringMatching(/\tRestore Duration: \d+\.\d\d ms\tBilled Restore Duration: \d+ ms\t$/),
    expect.stringMatching(/^START /),
    expect.stringMatching(/^END /),
    expect.stringMatching(/\tMax Memory Used: \d+ MB\t$/),
  ]);
  expect(lines.join('\n')).not.toContain('\tInit Duration');
});

test('a log in JSON has the events of the restore, and its duration in the report', async () => {
  await using code = await codeOf('awaits-restore');
  const lines: string[] = [];
  await using lambda = await startService({
    functions: [{ ...restored(code), logFormat: 'JSON' }],
    onLogLine: (_name, line) => lines.push(line),
  });
  await lambda.call('restored');
  const events = (): { type: string; record: object }[] => {
    return lines.map((line) => JSON.parse(line)).filter(({ type }) => type?.startsWith('platform.'));
  };
  await expect.poll(() => events().at(-1)?.type).toBe('platform.report');
  expect(events().map(({ type }) => type)).toEqual([
    'platform.initStart',
    'platform.initReport',
    'platform.restoreStart',
    'platform.restoreReport',
    'platform.start',
    'platform.report',
  ]);
  const restoreDurationMs = expect.any(Number);
  expect(events()[3]?.record).toEqual({ status: 'success', metrics: { durationMs: restoreDurationMs } });
  expect(events()[5]?.record).toMatchObject({
    metrics: { restoreDurationMs, billedRestoreDurationMs: expect.any(Number) },
  });
});

test('an extension learns of the restore between init and the first invocation', async () => {
  await using code = await codeOf('awaits-restore');
  await using folder = await temporaryFolder();
  await mkdir(join(folder.path, 'layer/extensions'), { recursive: true });
  await cp(WATCH, join(folder.path, 'layer/extensions/watch.mjs'));
  const log = join(folder.path, 'seen');
  {
    await using lambda = await startService({
      functions: [{ ...restored(code), layers: [join(folder.path, 'layer')], variables: { WATCH_LOG: log } }],
    });
    await lambda.call('restored');
  }
  const seen = (await readFile(log, 'utf8')).split('\n').filter(Boolean);
  const types = seen.flatMap((line) => JSON.parse(line).telemetry?.type ?? []);
  expect(types.filter((type) => type.startsWith('platform.'))).toEqual([
    'platform.initStart',
    'platform.telemetrySubscription',
    'platform.initRuntimeDone',
    'platform.extension',
    'platform.initReport',
    'platform.restoreStart',
    'platform.restoreRuntimeDone',
    'platform.restoreReport',
    'platform.start',
    'platform.runtimeDone',
    'platform.report',
  ]);
});

test('a restore that fails is an error of the service, and the next invocation gets another environment', async () => {
  await using code = await codeOf('fails-to-be-restored');
  const lines: string[] = [];
  await using lambda = await startService({
    functions: [restored(code)],
    onLogLine: (_name, line) => lines.push(line),
  });
  const buffered = lambda.client.send(new InvokeCommand({ FunctionName: 'restored' }));
  await expect(buffered).rejects.toBeInstanceOf(SnapStartException);
  const streamed = lambda.client.send(new InvokeWithResponseStreamCommand({ FunctionName: 'restored' }));
  await expect(streamed).rejects.toMatchObject({
    name: 'SnapStartException',
    message: 'Restore failed: Runtime.AfterRestoreError: no connection',
    $metadata: { httpStatusCode: 400 },
  });
  const reports = lines.filter((line) => line.startsWith('RESTORE_REPORT'));
  expect(reports).toHaveLength(2);
  expect(reports[0]).toMatch(/ ms\tStatus: error\tError Type: Runtime\.AfterRestoreError$/);
  expect(lines.filter((line) => line.startsWith('INIT_START'))).toHaveLength(2);
  expect(lines.join('\n')).not.toContain('REPORT RequestId');
  // What was refused is none of these.
  const counted = Object.keys(await scrape(lambda.address)).filter((sample) => sample.includes('"restored"'));
  expect(counted.filter((sample) => /^lambda_(?:invocations|errors|throttles)_total/.test(sample))).toEqual([]);
  expect(counted).not.toEqual([]);
});

test('a restore that takes too long is an error of the service', async () => {
  await using code = await codeOf('never-ends-its-restore');
  const lines: string[] = [];
  await using lambda = await startService({
    createRunner: ({ idleTimeoutMs, onLogLine }) =>
      new EnvironmentPool({
        idleTimeoutMs,
        create: (config) =>
          new ExecutionEnvironment({
            function: config,
            bootstrap: builtBootstrap(),
            platform: BARE_PLATFORM,
            freeze: true,
            restoreLimitMs: 250,
            onLogLine: (line) => onLogLine(config.name, line),
          }),
      }),
    functions: [restored(code)],
    onLogLine: (_name, line) => lines.push(line),
  });
  const invocation = lambda.client.send(new InvokeCommand({ FunctionName: 'restored' }));
  await expect(invocation).rejects.toBeInstanceOf(SnapStartTimeoutException);
  await expect(invocation).rejects.toMatchObject({ $metadata: { httpStatusCode: 408 } });
  expect(lines.at(-1)).toMatch(/^RESTORE_REPORT Restore Duration: \d+\.\d\d ms\tStatus: timeout$/);
});

test('a runtime that knows nothing of restores runs as always, and its credentials are behind a token', async () => {
  vi.stubEnv('AWS_ACCESS_KEY_ID', 'key');
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'secret');
  vi.stubEnv('AWS_SESSION_TOKEN', 'session');
  const lines: string[] = [];
  const settings = { name: 'shows', taskRoot: FUNCTIONS, handler: 'returns-environment.handler', timeoutMs: 20_000 };
  await using lambda = await startService({
    functions: [{ ...settings, snapStart: true }],
    onLogLine: (_name, line) => lines.push(line),
  });
  const variables = (await lambda.call('shows')) as Record<string, string>;
  expect(variables.AWS_LAMBDA_INITIALIZATION_TYPE).toBe('snap-start');
  expect(variables).not.toHaveProperty('AWS_ACCESS_KEY_ID');
  await expect.poll(() => lines.at(-1)).toMatch(/^REPORT .*\tInit Duration: /);
  expect(lines.map((line) => line.split(' ')[0])).toEqual(['INIT_START', 'INIT_REPORT', 'START', 'END', 'REPORT']);

  const { host, pathname } = new URL(variables.AWS_CONTAINER_CREDENTIALS_FULL_URI ?? '');
  const ask = (authorization: string): ReturnType<typeof sendRequest> =>
    sendRequest(host, { path: pathname, headers: { authorization } });
  const answer = await ask(variables.AWS_CONTAINER_AUTHORIZATION_TOKEN ?? '');
  expect(answer.status).toBe(200);
  expect(JSON.parse(answer.body)).toEqual({
    AccessKeyId: 'key',
    SecretAccessKey: 'secret',
    Token: 'session',
    Expiration: expect.stringMatching(/^\d{4}-\d\d-\d\dT.*Z$/),
  });
  expect(await ask('another token')).toMatchObject({ status: 404 });
});

/** A function with a bootstrap of its own, run by the Node.js of the layer: a sandbox may have no other one. */
async function codeOf(bootstrap: string): Promise<TemporaryFolder> {
  const code = await temporaryFolder({
    bootstrap: `#!/bin/sh\nexec "$LAMBDA_RUNTIME_DIR/bin/node" "$LAMBDA_TASK_ROOT/${bootstrap}.mjs"\n`,
  });
  for (const file of [`${bootstrap}.mjs`, 'runtime-api.mjs']) await cp(join(BOOTSTRAPS, file), join(code.path, file));
  return code;
}

function restored({ path }: TemporaryFolder): Settings {
  // More memory is more CPU: Node.js starts slowly beside other tests.
  return {
    name: 'restored',
    taskRoot: path,
    handler: 'index.handler',
    snapStart: true,
    memoryMb: 1769,
    timeoutMs: 20_000,
  };
}
