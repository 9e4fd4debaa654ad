import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import type { TelemetryEvent, TelemetryEventOf } from '../../../../runtime/protocol/telemetry-events.ts';
import {
  type EnvironmentConfig,
  ExecutionEnvironment,
} from '../../../../service/environments/execution-environment.ts';
import { BARE_PLATFORM } from '../../../../service/environments/platform.ts';
import { type FunctionSettings, functionConfig } from '../../../../service/functions/function-config.ts';

const bootstraps = fileURLToPath(new URL('../../../fixtures/bootstraps/', import.meta.url));

test('a runtime that asks for it is restored once, before its first invocation, and then stays warm', async () => {
  await using tested = create('awaits-restore');
  expect(await tested.environment.init()).toMatchObject({ state: 'ready', initMs: expect.any(Number) });
  expect(tested.types()).not.toContain('platform.restoreStart');
  expect(await tested.invoke()).toMatchObject({ invocations: 1, restore: 200 });
  expect(await tested.invoke()).toMatchObject({ invocations: 2, restore: 200 });
  expect(tested.types().filter((type) => type.startsWith('platform.'))).toEqual([
    'platform.initStart',
    'platform.initRuntimeDone',
    'platform.initReport',
    'platform.restoreStart',
    'platform.restoreRuntimeDone',
    'platform.restoreReport',
    'platform.start',
    'platform.runtimeDone',
    'platform.report',
    'platform.start',
    'platform.runtimeDone',
    'platform.report',
  ]);
  const order = tested.types();
  expect(order.lastIndexOf('function')).toBeGreaterThan(order.indexOf('platform.restoreStart'));
  expect(order.lastIndexOf('function')).toBeLessThan(order.indexOf('platform.restoreRuntimeDone'));
});

test('what a runtime writes just before its restore ends is logged as part of it', async () => {
  await using tested = create('writes-at-the-end-of-its-restore');
  await tested.environment.init();
  await tested.invoke();
  expect(tested.logged()).toEqual(['a line', 'and one without an end']);
  const order = tested.types();
  expect(order.slice(order.indexOf('platform.restoreStart'), order.indexOf('platform.start'))).toEqual([
    'platform.restoreStart',
    'function',
    'function',
    'platform.restoreRuntimeDone',
    'platform.restoreReport',
  ]);
});

test('the report of the first invocation has the restore instead of the init', async () => {
  await using tested = create('awaits-restore');
  await tested.environment.init();
  await tested.invoke();
  await tested.invoke();
  const [restore] = tested.all('platform.restoreReport');
  const [first, second] = tested.all('platform.report').map(({ record }) => record.metrics);
  const durationMs = restore?.record.metrics.durationMs ?? Number.NaN;
  expect(first).toMatchObject({ restoreDurationMs: durationMs, billedRestoreDurationMs: Math.ceil(durationMs) });
  expect(first).not.toHaveProperty('initDurationMs');
  expect(second).not.toHaveProperty('restoreDurationMs');
  expect(tested.all('platform.initStart')[0]?.record.initializationType).toBe('snap-start');
  expect(tested.all('platform.restoreStart')[0]?.record).toMatchObject({
    functionName: 'test',
    runtimeVersion: expect.any(String),
    instanceId: tested.all('platform.initStart')[0]?.record.instanceId,
  });
});

test('a restore takes nothing of the time of the function', async () => {
  const timeoutMs = 20_000;
  await using tested = create('awaits-restore', { timeoutMs, variables: { RESTORE_MS: '500' } });
  await tested.environment.init();
  const [beganMs, began] = [Date.now(), performance.now()];
  const { deadlineMs } = await tested.invoke();
  const tookMs = performance.now() - began;
  const restoreMs = tested.all('platform.restoreReport')[0]?.record.metrics.durationMs ?? Number.NaN;
  const durationMs = tested.all('platform.report')[0]?.record.metrics.durationMs ?? Number.NaN;
  expect(restoreMs).toBeGreaterThanOrEqual(499);
  expect(deadlineMs).toBeGreaterThanOrEqual(beganMs + Math.floor(restoreMs) + timeoutMs);
  // One after the other.
  expect(durationMs + restoreMs).toBeLessThan(tookMs + 1);
});

test('while it waits for its restore, an environment is frozen', async () => {
  await using tested = create('awaits-restore', {}, { freeze: true });
  await tested.environment.init();
  await expect.poll(() => tested.logged().length).toBe(1);
  const pid = tested.logged()[0]?.split(' ')[1];
  await expect.poll(() => readFileSync(`/proc/${pid}/status`, 'utf8')).toContain('State:\tT');
  expect(await tested.invoke()).toMatchObject({ invocations: 1 });
});

test('a runtime that never asks to be restored goes on as always', async () => {
  await using tested = create('echoes');
  await tested.environment.init();
  await tested.invoke();
  expect(tested.types().join()).not.toContain('restore');
  expect(tested.all('platform.report')[0]?.record.metrics).toHaveProperty('initDurationMs');
});

test('a runtime that is started again after a crash is restored again, in the same environment', async () => {
  await using tested = create('awaits-restore');
  await tested.environment.init();
  await expect(tested.invoke('"exit"')).rejects.toThrow('exit status 3');
  expect(tested.environment.phase).toBe('reset');
  expect(await tested.invoke()).toMatchObject({ invocations: 1, restore: 200 });
  expect(tested.all('platform.restoreReport')).toHaveLength(2);
});

test.each([
  ['reports an error', 'fails-to-be-restored', {}, 'Runtime.AfterRestoreError', 'no connection'],
  [
    'reports an error of init instead',
    'fails-to-be-restored',
    { REPORT_TO: '/2018-06-01/runtime/init/error' },
    'Runtime.AfterRestoreError',
    'no connection',
  ],
  [
    'reports an error in words',
    'fails-to-be-restored',
    { REPORT_BODY: 'null and void' },
    'Runtime.AfterRestoreError',
    'null and void',
  ],
  ['exits', 'exits-while-restored', {}, 'Runtime.ExitError', 'Runtime exited with error: exit status 7'],
])(
  'a runtime that %s fails the invocation that waits, and its environment is discarded',
  async (_what, name, variables, errorType, message) => {
    await using tested = create(name, { variables });
    await tested.environment.init();
    await expect(tested.invoke()).rejects.toMatchObject({
      errorType: 'SnapStartException',
      message: `Restore failed: ${errorType}: ${message}`,
    });
    expect(tested.environment.phase).toBe('discarded');
    const bad = { status: 'error', errorType };
    expect(tested.all('platform.restoreRuntimeDone')[0]?.record).toEqual(bad);
    expect(tested.all('platform.restoreReport')[0]?.record).toMatchObject(bad);
    expect(tested.types()).not.toContain('platform.start');
  },
);

test('a restore that takes too long fails the invocation, and ends the processes', async () => {
  await using tested = create('never-ends-its-restore', {}, { restoreLimitMs: 250 });
  await tested.environment.init();
  await expect(tested.invoke()).rejects.toMatchObject({
    errorType: 'SnapStartTimeoutException',
    message: 'Restore timed out after 0.25 seconds',
  });
  expect(tested.environment.phase).toBe('discarded');
  expect(tested.all('platform.restoreReport')[0]?.record).toMatchObject({
    status: 'timeout',
    errorType: 'Runtime.RestoreHookUserTimeout',
  });
});

test('a restore has ten seconds, as with Lambda', async () => {
  await using tested = create('never-ends-its-restore', { timeoutMs: 900_000 });
  await tested.environment.init();
  await expect(tested.invoke()).rejects.toThrow('Restore timed out after 10.00 seconds');
});

test('shutdown in the middle of a restore ends it', async () => {
  await using tested = create('never-ends-its-restore');
  await tested.environment.init();
  const invocation = expect(tested.invoke()).rejects.toThrow('Restore failed: Runtime.ExitError: Runtime was stopped');
  await expect.poll(() => tested.logged()).toEqual(['restored']);
  await tested.environment.shutdown();
  await invocation;
  expect(tested.environment.phase).toBe('stopped');
});

test('without SnapStart the runtime is told that there is no restore', async () => {
  await using tested = create('awaits-restore', { snapStart: false });
  await tested.environment.init();
  expect(await tested.invoke()).toMatchObject({ invocations: 1, restore: 404 });
  expect(tested.types().join()).not.toContain('restore');
});

interface Result {
  readonly invocations: number;
  readonly restore: number;
  readonly deadlineMs: number;
}

interface TestEnvironment extends AsyncDisposable {
  readonly environment: ExecutionEnvironment;
  /** Types of all events so far. */
  types(): readonly string[];
  /** All events of one type so far. */
  all<Type extends TelemetryEvent['type']>(type: Type): readonly TelemetryEventOf<Type>[];
  /** What the runtime has written so far. */
  logged(): readonly string[];
  /** Invokes, and waits until the environment has settled. Throws the error of the function. */
  invoke(event?: string): Promise<Result>;
}

function create(
  bootstrap: string,
  settings: Partial<FunctionSettings> = {},
  more: Partial<EnvironmentConfig> = {},
): TestEnvironment {
  expect(existsSync(`${bootstraps}${bootstrap}.mjs`)).toBe(true);
  const environment = new ExecutionEnvironment({
    function: functionConfig({
      name: 'test',
      taskRoot: bootstraps,
      handler: 'index.handler',
      timeoutMs: 20_000,
      snapStart: true,
      ...settings,
    }),
    bootstrap: `${bootstraps}${bootstrap}.mjs`,
    platform: BARE_PLATFORM,
    freeze: false,
    onLogLine: () => {},
    ...more,
  });
  const events: TelemetryEvent[] = [];
  environment.telemetry.on((event) => events.push(event));
  return {
    environment,
    types: () => events.map(({ type }) => type),
    all: (type) => events.filter((event): event is TelemetryEventOf<typeof type> => event.type === type),
    logged: () => events.flatMap(({ type, record }) => (type === 'function' ? String(record) : [])),
    invoke: (event) => invoke(environment, event),
    [Symbol.asyncDispose]: () => environment.shutdown(),
  };
}

async function invoke(environment: ExecutionEnvironment, event = '{}'): Promise<Result> {
  const functionArn = 'arn:aws:lambda:us-east-1:123456789012:function:test';
  try {
    const outcome = await environment.invoke({ requestId: 'id-1', functionArn, payload: Buffer.from(event) });
    if (outcome.state !== 'succeeded') throw new Error(outcome.error.payload.toString());
    return JSON.parse(outcome.response.mode === 'buffered' ? outcome.response.payload.toString() : '');
  } finally {
    await environment.settled;
  }
}
