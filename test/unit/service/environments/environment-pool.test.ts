import { randomUUID } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { EnvironmentPool, type PoolRequest } from '../../../../service/environments/environment-pool.ts';
import { ExecutionEnvironment } from '../../../../service/environments/execution-environment.ts';
import { BARE_PLATFORM } from '../../../../service/environments/platform.ts';
import { type FunctionConfig, functionConfig } from '../../../../service/functions/function-config.ts';

const taskRoot = fileURLToPath(new URL('../../../fixtures/bootstraps/', import.meta.url));
const FUNCTION = functionConfig({ name: 'demo', taskRoot, handler: 'index.handler', revision: '1' });

test('invocations one after the other share an environment', async () => {
  const { pool, made } = create('echoes');
  await using _ = pool;
  await pool.invoke(request());
  await pool.invoke(request());
  expect(used(made)).toBe(1);
});

test('invocations at the same time have an environment each', async () => {
  const { pool, made } = create('echoes');
  await using _ = pool;
  await Promise.all([pool.invoke(request()), pool.invoke(request()), pool.invoke(request())]);
  expect(used(made)).toBe(3);
});

test('beyond the limit an invocation is refused, and the others go on', async () => {
  const { pool } = create('echoes', { concurrency: 1 });
  await using _ = pool;
  const first = pool.invoke(request());
  await expect(pool.invoke(request())).rejects.toMatchObject({ errorType: 'TooManyRequestsException' });
  expect((await first).outcome.state).toBe('succeeded');
});

test('a new revision of a function has environments of its own', async () => {
  const { pool, made } = create('echoes');
  await using _ = pool;
  await pool.invoke(request());
  await pool.invoke(request({ ...FUNCTION, revision: '2' }));
  expect(used(made)).toBe(2);
  await expect.poll(() => made.filter(({ phase }) => phase === 'stopped').length).toBeGreaterThan(0);
});

test('a function that was prepared starts in the environment that waits for it', async () => {
  const { pool, made } = create('echoes');
  await using _ = pool;
  pool.prepare(FUNCTION);
  pool.prepare(FUNCTION);
  expect(made).toHaveLength(1);
  await pool.invoke(request());
  expect(made[0]?.phase).not.toBe('initializing');
});

test('an environment that nobody needs is shut down after a while', async () => {
  const { pool, made } = create('echoes', { idleTimeoutMs: 20 });
  await using _ = pool;
  await pool.invoke(request());
  await expect.poll(() => made[0]?.phase).toBe('stopped');
});

test('closing ends environments that wait, that work, and that were prepared', async () => {
  const { pool, made } = create('echoes');
  await pool.invoke(request());
  pool.prepare({ ...FUNCTION, name: 'other' });
  const working = pool.invoke(request({ ...FUNCTION, name: 'third' })).catch(() => {});
  await pool[Symbol.asyncDispose]();
  await working;
  expect(made.map(({ phase }) => phase)).toEqual(made.map(() => 'stopped'));
});

function create(bootstrap: string, options: { concurrency?: number; idleTimeoutMs?: number } = {}) {
  const made: ExecutionEnvironment[] = [];
  const pool = new EnvironmentPool({
    concurrency: 10,
    idleTimeoutMs: 60_000,
    create(config) {
      const environment = new ExecutionEnvironment({
        function: config,
        bootstrap: `${taskRoot}${bootstrap}.mjs`,
        platform: BARE_PLATFORM,
        freeze: false,
        onLogLine: () => {},
      });
      made.push(environment);
      return environment;
    },
    ...options,
  });
  return { pool, made };
}

/** Without those that are only prepared. */
function used(made: readonly ExecutionEnvironment[]): number {
  return made.filter(({ phase }) => phase !== 'initializing').length;
}

function request(config: FunctionConfig = FUNCTION): PoolRequest {
  return {
    function: config,
    payload: Buffer.from('{}'),
    requestId: randomUUID(),
    functionArn: 'arn:aws:lambda:us-east-1:123456789012:function:demo',
    logTail: false,
  };
}
