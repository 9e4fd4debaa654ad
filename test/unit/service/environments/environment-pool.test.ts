import { randomUUID } from 'node:crypto';
import { mkdir, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { expect, test } from 'vitest';
import { ScalingRate } from '../../../../service/concurrency/scaling-rate.ts';
import { EnvironmentPool, type PoolRequest } from '../../../../service/environments/environment-pool.ts';
import { ExecutionEnvironment } from '../../../../service/environments/execution-environment.ts';
import { BARE_PLATFORM } from '../../../../service/environments/platform.ts';
import { type FunctionConfig, functionConfig } from '../../../../service/functions/function-config.ts';
import { temporaryFolder } from '../../../support/temporary-folder.ts';

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

test('where a function cannot have another environment now, an invocation is refused, and the others go on', async () => {
  const scaling = new ScalingRate(1);
  const { pool } = create('echoes', { admitStart: (name) => scaling.take(name) });
  await using _ = pool;
  const first = pool.invoke(request());
  await expect(pool.invoke(request())).rejects.toMatchObject({ errorType: 'TooManyRequestsException' });
  expect((await first).outcome.state).toBe('succeeded');
});

test('environments that are kept ready are there before the first invocation, and are replaced when they break', async () => {
  const { pool, made } = create('echoes');
  await using _ = pool;
  pool.provision([{ function: FUNCTION, environments: 2 }]);
  await expect.poll(() => pool.provisionedState(FUNCTION)).toEqual({ ready: 2 });
  await Promise.all([pool.invoke(request()), pool.invoke(request()), pool.invoke(request())]);
  expect(made).toHaveLength(3);
  await made[0]?.shutdown();
  await pool.invoke(request());
  await pool.invoke(request());
  pool.provision([{ function: FUNCTION, environments: 1 }]);
  await expect.poll(() => made.filter(({ phase }) => phase === 'stopped').length).toBe(2);
  pool.provision([]);
  expect(pool.provisionedState(FUNCTION)).toEqual({ ready: 0 });
});

test('an environment that is kept ready and has died while it waited is replaced at once', async () => {
  const { pool, keptReady } = create('echoes');
  await using _ = pool;
  pool.provision([{ function: FUNCTION, environments: 1 }]);
  await expect.poll(() => pool.provisionedState(FUNCTION)).toEqual({ ready: 1 });
  await keptReady[0]?.shutdown();
  expect((await pool.invoke(request())).outcome.state).toBe('succeeded');
  await expect.poll(() => phasesOf(keptReady)).toEqual(['stopped', 'ready']);
  expect(pool.provisionedState(FUNCTION)).toEqual({ ready: 1 });
  await pool.invoke(request());
  await expect.poll(() => phasesOf(keptReady)).toEqual(['stopped', 'ready']);
});

test('a function that does not come through init is not tried over and over again', async () => {
  const { pool, made } = create('exits-in-init');
  await using _ = pool;
  pool.provision([{ function: FUNCTION, environments: 1 }]);
  const fault = { ready: 0, fault: 'Runtime.ExitError' };
  await expect.poll(() => pool.provisionedState(FUNCTION)).toEqual(fault);
  expect(made).toHaveLength(1);
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

test('a caller that comes right after an answer gets the same environment, which is not frozen in between', async () => {
  const { pool, made } = create('echoes');
  await using _ = pool;
  for (let count = 0; count < 20; count++) {
    const { outcome } = await pool.invoke(request());
    expect(outcome.state).toBe('succeeded');
  }
  const [only] = made;
  expect(used(made)).toBe(1);
  await only?.settled;
  expect(only?.isAwaited).toBe(false);
});

test('two callers that wait for the same environment do not share it', async () => {
  const { pool, made } = create('echoes');
  await using _ = pool;
  await pool.invoke(request());
  const [one, two] = await Promise.all([pool.invoke(request()), pool.invoke(request())]);
  expect([one.outcome.state, two.outcome.state]).toEqual(['succeeded', 'succeeded']);
  expect(used(made)).toBe(2);
});

test('an update ends environments of former revisions and of functions that are gone, and prepares anew', async () => {
  const { pool, made } = create('echoes');
  await using _ = pool;
  const other = { ...FUNCTION, name: 'other' };
  const changed = { ...FUNCTION, memoryMb: 256, revision: '2' };
  await pool.invoke(request());
  await expect.poll(() => made.length).toBe(2);
  pool.prepare(other);
  pool.update([changed]);
  await expect.poll(() => made.map(({ phase }) => phase)).toEqual(['stopped', 'stopped', 'stopped', 'initializing']);
  await pool.invoke(request(changed));
  expect(made[3]?.phase).not.toBe('initializing');
});

test('an environment that was prepared before a change of code serves after it, unless its folder was replaced', async () => {
  await using folder = await temporaryFolder({ 'code/index.mjs': '' });
  const { pool, made } = create('echoes');
  await using _ = pool;
  const code = join(folder.path, 'code');
  const hello = { ...FUNCTION, taskRoot: code };
  await pool.invoke(request(hello));
  await expect.poll(() => made[1]?.showsPresentCode()).toBe(true);
  await writeFile(join(code, 'index.mjs'), 'changed');
  await pool.invoke(request({ ...hello, revision: '2' }));
  expect(made[1]?.phase).not.toBe('initializing');
  await expect.poll(() => made[2]?.showsPresentCode()).toBe(true);
  await rename(code, join(folder.path, 'former'));
  await mkdir(code);
  await pool.invoke(request({ ...hello, revision: '3' }));
  expect(made[2]?.phase).toBe('initializing');
});

test('an update leaves alone what is still in force', async () => {
  const { pool, made } = create('echoes');
  await using _ = pool;
  await pool.invoke(request());
  await expect.poll(() => made.length).toBe(2);
  pool.update([FUNCTION]);
  await pool.invoke(request());
  expect(used(made)).toBe(1);
});

test('what was invoked and answered is not kept', async () => {
  const { pool } = create('echoes');
  await using _ = pool;
  const payload = Buffer.from(JSON.stringify('x'.repeat(1_000_000)));
  for (let count = 0; count < 40; count++) await pool.invoke({ ...request(), payload });
  collectGarbage();
  expect(process.memoryUsage().arrayBuffers).toBeLessThan(20_000_000);
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

function create(bootstrap: string, options: { admitStart?: (name: string) => void; idleTimeoutMs?: number } = {}) {
  const made: ExecutionEnvironment[] = [];
  const keptReady: ExecutionEnvironment[] = [];
  const pool = new EnvironmentPool({
    idleTimeoutMs: 60_000,
    settlingMs: 60_000,
    create(config) {
      const environment = new ExecutionEnvironment({
        function: config,
        bootstrap: `${taskRoot}${bootstrap}.mjs`,
        platform: BARE_PLATFORM,
        freeze: false,
        onLogLine: () => {},
      });
      made.push(environment);
      if (config.provisioned) keptReady.push(environment);
      return environment;
    },
    ...options,
  });
  return { pool, made, keptReady };
}

function phasesOf(environments: readonly ExecutionEnvironment[]): readonly string[] {
  return environments.map(({ phase }) => phase);
}

function collectGarbage(): void {
  setFlagsFromString('--expose-gc');
  runInNewContext('gc')();
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
