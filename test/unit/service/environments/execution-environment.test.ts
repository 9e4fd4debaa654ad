import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import type { InvokeOutcome } from '../../../../service/environments/environment-outcomes.ts';
import {
  ExecutionEnvironment,
  type InvocationRequest,
} from '../../../../service/environments/execution-environment.ts';
import { BARE_PLATFORM } from '../../../../service/environments/platform.ts';
import { functionConfig } from '../../../../service/functions/function-config.ts';

const taskRoot = fileURLToPath(new URL('../../../fixtures/bootstraps/', import.meta.url));

test('an environment answers one invocation after the other', async () => {
  await using environment = create('echoes');
  expect(await environment.init()).toMatchObject({ state: 'ready', initMs: expect.any(Number) });
  expect(environment.phase).toBe('ready');
  for (const event of ['{"first":1}', '"second"']) {
    expect(payloadOf(await environment.invoke(invocation(event)))).toBe(event);
    await environment.settled;
    expect(environment.phase).toBe('ready');
  }
});

test('an init error of the runtime is the outcome of init', async () => {
  await using environment = create('posts-init-error');
  expect(await environment.init()).toEqual({
    state: 'failed',
    error: {
      errorType: 'Function.NotToday',
      payload: Buffer.from('{"errorType":"NotToday","errorMessage":"come back later"}'),
    },
  });
  expect(environment.phase).toBe('reset');
});

test('a process that ends in init has crashed, and its last words are read', async () => {
  const lines: string[] = [];
  await using environment = create('exits-in-init', { lines });
  expect(await environment.init()).toEqual({ state: 'crashed', exit: { kind: 'exited', status: 7 } });
  expect(lines).toEqual(['no end of line']);
});

test('a bootstrap that is not there is an outcome of init', async () => {
  await using environment = create('no-such-file');
  expect(await environment.init()).toMatchObject({ state: 'crashed', exit: { kind: 'not-started' } });
});

test.each([
  ['0', 'Runtime exited without providing a reason'],
  ['9', 'Runtime exited with error: exit status 9'],
])('a process that exits with status %s in an invocation', async (status, reason) => {
  const lines: string[] = [];
  await using environment = create('exits-when-invoked', { lines, variables: { EXIT_STATUS: status } });
  await environment.init();
  const outcome = await environment.invoke(invocation('{}'));
  expect(outcome.state).toBe('crashed');
  expect(payloadOf(outcome)).toBe(
    `{"errorType":"Runtime.ExitError","errorMessage":"RequestId: id-1 Error: ${reason}"}`,
  );
  await environment.settled;
  expect(lines).toEqual(['last words']);
  expect(environment.phase).toBe('reset');
});

test('a process that is killed in an invocation', async () => {
  await using environment = create('kills-itself-when-invoked');
  await environment.init();
  expect(payloadOf(await environment.invoke(invocation('{}')))).toContain('Runtime exited with error: signal: killed');
});

test('an invocation ends at its deadline, and the processes with it', async () => {
  await using environment = create('never-answers', { timeoutMs: 50 });
  await environment.init();
  const outcome = await environment.invoke(invocation('{}'));
  expect(outcome.state).toBe('timed-out');
  expect(payloadOf(outcome)).toBe(
    '{"errorType":"Sandbox.Timedout","errorMessage":"RequestId: id-1 Error: Task timed out after 0.05 seconds"}',
  );
  await environment.settled;
  expect(environment.phase).toBe('reset');
});

test('a process that ends after its response has succeeded, and the next invocation starts another', async () => {
  await using environment = create('exits-after-response');
  await environment.init();
  expect(payloadOf(await environment.invoke(invocation('{}')))).toBe('"done"');
  await environment.settled;
  expect(environment.phase).toBe('reset');
  expect(payloadOf(await environment.invoke(invocation('{}')))).toBe('"done"');
});

test('a process that ends between two invocations fails the next one at once', async () => {
  await using environment = create('exits-between-invocations');
  await environment.init();
  const pid = Number(payloadOf(await environment.invoke(invocation('{}'))));
  await environment.settled;
  expect(environment.phase).toBe('ready');
  process.kill(pid, 'SIGUSR2');
  await expect.poll(() => isAlive(pid)).toBe(false);
  const outcome = await environment.invoke(invocation('{}'));
  expect({ ...outcome, payload: payloadOf(outcome) }).toMatchObject({
    state: 'crashed',
    payload: expect.stringContaining('Runtime exited with error: exit status 9'),
  });
  await environment.settled;
  expect(payloadOf(await environment.invoke(invocation('{}')))).toMatch(/^\d+$/);
});

test('an upload that breaks off while the process lives is a truncated response', async () => {
  await using environment = create('breaks-off-its-upload');
  await environment.init();
  expect(await environment.invoke(invocation('{}'))).toMatchObject({
    state: 'function-error',
    error: { errorType: 'Runtime.TruncatedResponse' },
  });
});

test('with an extension, shutdown sends SIGTERM and leaves time for it', async () => {
  const lines: string[] = [];
  const environment = create('logs-on-sigterm', { lines, variables: { REGISTER: 'yes' } });
  await environment.init();
  await environment.shutdown();
  expect(lines).toEqual(['SIGTERM']);
});

test('without an extension, shutdown kills at once', async () => {
  const lines: string[] = [];
  const environment = create('logs-on-sigterm', { lines });
  await environment.init();
  await environment.shutdown();
  expect(lines).toEqual([]);
});

test('a process that ignores SIGTERM is killed in the end', async () => {
  const environment = create('ignores-sigterm');
  await environment.init();
  await environment.shutdown();
  expect(environment.phase).toBe('stopped');
});

test('an extension is told of the invocation, which lasts until the extension is ready again', async () => {
  const lines: string[] = [];
  await using environment = create('extension-logs-events', { lines });
  await environment.init();
  expect(payloadOf(await environment.invoke(invocation('1')))).toBe('1');
  await environment.settled;
  expect(lines.map((line) => JSON.parse(line))).toEqual([
    {
      eventType: 'INVOKE',
      deadlineMs: expect.any(Number),
      requestId: 'id-1',
      invokedFunctionArn: 'arn:aws:lambda:us-east-1:123456789012:function:test',
    },
  ]);
});

test('shutdown takes what the runtime has started with it', async () => {
  const environment = create('leaves-a-child');
  await environment.init();
  const pid = Number(payloadOf(await environment.invoke(invocation('{}'))));
  expect(isAlive(pid)).toBe(true);
  await environment.shutdown();
  await expect.poll(() => isAlive(pid)).toBe(false);
});

test('shutdown in the middle of an invocation is no crash', async () => {
  const environment = create('never-answers');
  await environment.init();
  const outcome = environment.invoke(invocation('{}'));
  await environment.shutdown();
  expect(payloadOf(await outcome)).toContain('Runtime was stopped');
});

interface Setting {
  readonly lines?: string[];
  readonly timeoutMs?: number;
  readonly variables?: Readonly<Record<string, string>>;
}

function create(
  bootstrap: string,
  { lines = [], timeoutMs = 600_000, variables = {} }: Setting = {},
): ExecutionEnvironment {
  return new ExecutionEnvironment({
    function: functionConfig({ name: 'test', taskRoot, handler: 'index.handler', timeoutMs, variables }),
    bootstrap: `${taskRoot}${bootstrap}.mjs`,
    platform: BARE_PLATFORM,
    freeze: false,
    onLogLine: (line) => {
      if (!/^(?:INIT_START|INIT_REPORT|START|END|REPORT|EXTENSION|\t?$)/.test(line)) lines.push(line);
    },
  });
}

function invocation(payload: string): InvocationRequest {
  const functionArn = 'arn:aws:lambda:us-east-1:123456789012:function:test';
  return { requestId: 'id-1', functionArn, payload: Buffer.from(payload) };
}

function payloadOf(outcome: InvokeOutcome): string {
  if (outcome.state !== 'succeeded') return outcome.error.payload.toString();
  return outcome.response.mode === 'buffered' ? outcome.response.payload.toString() : '';
}

function isAlive(pid: number): boolean {
  // Where nobody collects orphans, a killed one stays as a zombie.
  return existsSync(`/proc/${pid}`) && !readFileSync(`/proc/${pid}/status`, 'utf8').includes('State:\tZ');
}
