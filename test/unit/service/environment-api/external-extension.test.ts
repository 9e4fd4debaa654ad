import { spawn } from 'node:child_process';
import { cp, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, onTestFinished, test } from 'vitest';
import type { UntimedTelemetryEvent } from '../../../../runtime/protocol/telemetry-events.ts';
import { EnvironmentApiServer } from '../../../../service/environment-api/environment-api-server.ts';
import { extensionsApiRoutes } from '../../../../service/environment-api/extensions-api-routes.ts';
import { telemetryApiRoutes } from '../../../../service/environment-api/telemetry-api-routes.ts';
import { startExtensions } from '../../../../service/extensions/extension-process.ts';
import { ExtensionRegistry } from '../../../../service/extensions/extension-registry.ts';
import { extensionVariables } from '../../../../service/extensions/extension-variables.ts';
import { invokeEvent } from '../../../../service/extensions/lifecycle-events.ts';
import { logLines } from '../../../../service/telemetry/log-lines.ts';
import { TEXT_LOGS } from '../../../../service/telemetry/log-settings.ts';
import { TelemetryBus } from '../../../../service/telemetry/telemetry-bus.ts';
import { temporaryFolder } from '../../../support/temporary-folder.ts';

const watchFile = fileURLToPath(new URL('../../../fixtures/extensions/watch.mjs', import.meta.url));
const init = {
  initializationType: 'on-demand',
  phase: 'init',
  functionName: 'demo',
  functionVersion: '$LATEST',
} as const;
const requestId = 'b7a0f4a2-0000-4000-8000-000000000001';
const functionArn = 'arn:aws:lambda:us-east-1:123456789012:function:demo';
const traceId = 'Root=1-67748580-ab;Parent=53995c3f42cd8ad8;Sampled=0';

test('a real extension registers, subscribes, sees an invocation and is told to shut down', async () => {
  await using notes = await temporaryFolder({ 'watch.log': '' });
  await using folder = await temporaryFolder();
  await cp(watchFile, join(folder.path, 'watch.mjs'));
  await using bus = new TelemetryBus();
  const registry = new ExtensionRegistry();
  const lines: string[] = [];
  bus.on((event) => lines.push(...logLines(event, TEXT_LOGS)));
  await using server = await EnvironmentApiServer.start([
    ...extensionsApiRoutes(registry, {
      functionName: 'demo',
      functionVersion: '$LATEST',
      handler: 'index.handler',
      accountId: '123456789012',
    }),
    ...telemetryApiRoutes(registry, bus),
  ]);

  await bus.openSubscriptions();
  bus.emit({ type: 'platform.initStart', record: { ...init, runtimeVersion: 'v1', runtimeVersionArn: 'arn' } });
  const [watch] = await startExtensions({
    folder: folder.path,
    registry,
    variables: extensionVariables({
      PATH: process.env.PATH ?? '',
      AWS_LAMBDA_RUNTIME_API: server.address,
      WATCH_LOG: `${notes.path}/watch.log`,
      _HANDLER: 'index.handler',
    }),
    launch: (program, variables) => spawn(program, [], { env: variables, stdio: ['ignore', 'pipe', 'pipe'] }),
    onLine: (record) => bus.emit({ type: 'extension', record }),
  });
  onTestFinished(() => watch?.kill());
  await registry.registered();
  registry.close();
  await registry.ready();
  bus.closeSubscriptions();
  bus.emit({ type: 'platform.initRuntimeDone', record: { ...init, status: 'success' } });
  for (const record of registry.records) bus.emit({ type: 'platform.extension', record });

  bus.emit({ type: 'platform.start', record: { requestId, version: '$LATEST' } });
  const invocation = { requestId, functionArn, traceId, deadlineMs: 1_767_225_603_000, payload: Buffer.from('{}') };
  expect(registry.deliverInvoke(invokeEvent(invocation))).toEqual(['watch.mjs']);
  bus.emit({ type: 'function', record: 'hello' });
  await registry.ready();
  const metrics = { durationMs: 1, billedDurationMs: 1, memorySizeMB: 128, maxMemoryUsedMB: 20 };
  bus.emit({ type: 'platform.report', record: { requestId, status: 'success', metrics } });
  await bus.flush(Date.now() + 2000);

  expect(registry.deliverShutdown('spindown', 1_767_225_700_000)).toEqual(['watch.mjs']);
  await watch?.exited;
  expect(registry.records).toEqual([{ name: 'watch.mjs', state: 'Exited', events: ['INVOKE', 'SHUTDOWN'] }]);

  const entries = (await readFile(`${notes.path}/watch.log`, 'utf8'))
    .trim()
    .split('\n')
    .map((text) => JSON.parse(text));
  expect(entries.filter(({ telemetry }) => telemetry === undefined)).toEqual([
    {
      registered: {
        functionName: 'demo',
        functionVersion: '$LATEST',
        handler: 'index.handler',
        accountId: '123456789012',
      },
    },
    { subscribed: '"OK"' },
    {
      event: {
        eventType: 'INVOKE',
        deadlineMs: 1_767_225_603_000,
        requestId,
        invokedFunctionArn: functionArn,
        tracing: { type: 'X-Amzn-Trace-Id', value: traceId },
      },
    },
    { event: { eventType: 'SHUTDOWN', deadlineMs: 1_767_225_700_000, shutdownReason: 'spindown' } },
  ]);
  const events = entries.flatMap(({ telemetry }) => telemetry ?? []);
  // Its own line reaches the service over a pipe, whenever that is.
  const own = ({ type }: { type: UntimedTelemetryEvent['type'] }) => type === 'extension';
  expect(events.filter(own)).toMatchObject([{ record: 'watching' }]);
  expect(events.filter((event) => !own(event)).map(({ type }) => type)).toEqual([
    'platform.initStart',
    'platform.telemetrySubscription',
    'platform.initRuntimeDone',
    'platform.extension',
    'platform.start',
    'function',
    'platform.report',
  ]);
  expect(lines.filter((line) => line !== 'watching')).toEqual([
    'INIT_START Runtime Version: v1\tRuntime Version ARN: arn',
    'TELEMETRY\tName: watch.mjs\tState: Subscribed\tTypes: [Platform, Function, Extension]',
    'EXTENSION\tName: watch.mjs\tState: Ready\tEvents: [INVOKE, SHUTDOWN]',
    `START RequestId: ${requestId} Version: $LATEST`,
    'hello',
    `END RequestId: ${requestId}`,
    `REPORT RequestId: ${requestId}\tDuration: 1.00 ms\tBilled Duration: 1 ms\tMemory Size: 128 MB\tMax Memory Used: 20 MB\t`,
  ]);
});
