import { expect, test } from 'vitest';
import { AsyncInvocations } from '../../../../service/async-invocations/async-invocations.ts';
import type { AsyncObserver } from '../../../../service/async-invocations/async-observer.ts';
import type { EventInvoker } from '../../../../service/async-invocations/event-attempt.ts';
import { ConcurrencyLimits } from '../../../../service/concurrency/concurrency-limits.ts';
import { functionConfig } from '../../../../service/functions/function-config.ts';
import { FunctionRegistry } from '../../../../service/functions/function-registry.ts';
import { StateDatabase } from '../../../../service/state/state-database.ts';

test('ten events of a function run at a time, in the order in which they came', async () => {
  using service = startDispatching({ functions: ['a'] });
  await service.accept('a', 25);
  expect(service.running()).toEqual(Array.from({ length: 10 }, (_, index) => `a${index}`));
  await service.end('a3');
  expect(service.running()).toContain('a10');
  expect(service.running()).toHaveLength(10);
});

test('all functions together have as many as are allowed, and those come first of which least runs', async () => {
  using service = startDispatching({ functions: ['a', 'b', 'c'], concurrency: 12 });
  for (const name of ['a', 'b', 'c']) await service.accept(name, 20);
  expect(service.running()).toEqual([...Array.from({ length: 10 }, (_, index) => `a${index}`), 'b0', 'b1']);
  for (const each of ['a0', 'a1', 'a2', 'a3', 'a4', 'a5']) await service.end(each);
  const shares = ['a', 'b', 'c'].map((name) => service.running().filter((event) => event.startsWith(name)).length);
  expect(shares).toEqual([4, 4, 4]);
});

test('a function for which there is no room waits, with all its events', async () => {
  using service = startDispatching({ functions: ['a', 'b'], account: 3, concurrency: 100 });
  await service.accept('a', 3);
  await service.accept('b', 20);
  expect(service.running()).toEqual(['a0', 'a1', 'a2']);
  // All ten that there was room for were refused: the others are not tried.
  expect(service.refusals()).toBe(10);
  for (const each of ['a0', 'a1', 'a2']) await service.end(each);
  await expect.poll(() => service.running().length).toBeGreaterThan(0);
});

test('what happens is told', async () => {
  const seen: string[] = [];
  const observer: AsyncObserver = {
    accepted: (name) => seen.push(`accepted ${name}`),
    invoked: (name, ageMs) => seen.push(`invoked ${name} ${ageMs >= 0}`),
    dropped: (name) => seen.push(`dropped ${name}`),
  };
  using service = startDispatching({ functions: ['a'], observer });
  await service.accept('a', 1);
  expect(seen).toEqual(['accepted a', 'invoked a true']);
  service.forget('a');
  expect(seen.at(-1)).toBe('dropped a');
  expect(service.notices).toEqual(['events of a were dropped with the function: 1']);
});

interface Setting {
  readonly functions: readonly string[];
  /** Invocations at a time that there is room for. */
  readonly account?: number;
  readonly concurrency?: number;
  readonly observer?: AsyncObserver;
}

interface Dispatching extends Disposable {
  readonly notices: readonly string[];
  /** Accepts so many events; that of function `a` with the number 3 is `a3`. */
  accept(name: string, count: number): Promise<void>;
  running(): readonly string[];
  refusals(): number;
  /** Has the function succeed, and waits until that is noted. */
  end(event: string): Promise<void>;
  forget(name: string): void;
}

function startDispatching({ functions, account = 1000, concurrency = 100, observer = {} }: Setting): Dispatching {
  const database = StateDatabase.open(undefined);
  const registry = new FunctionRegistry();
  registry.declare(functions.map((name) => functionConfig({ name, taskRoot: '/', handler: 'index.handler' })));
  const running = new Map<string, () => void>();
  const limits = new ConcurrencyLimits(account);
  let refusals = 0;
  // Runs nothing: an invocation ends when the test says so.
  const invoker: EventInvoker = {
    resolve: (reference) => registry.resolve(reference),
    isSwitchedOff: () => false,
    async invoke({ target, requestId }) {
      refusals += 1;
      using _ = limits.admit(target.config);
      refusals -= 1;
      await new Promise<void>((resolve) => running.set(requestId, resolve));
      const response = { mode: 'buffered', contentType: undefined, payload: Buffer.from('1') } as const;
      return { outcome: { state: 'succeeded', response }, logTail: Buffer.alloc(0) };
    },
  };
  const notices: string[] = [];
  const onNotice = (line: string): unknown => notices.push(line);
  const service = new AsyncInvocations({ database, invoker, concurrency, observer, timeScale: 1, onNotice });
  return {
    notices,
    async accept(name, count) {
      const ids = Array.from({ length: count }, (_, index) => `${name}${index}`);
      await Promise.all(
        ids.map((requestId) => service.accept({ ...EVENT, requestId, reference: { name, qualifier: undefined } })),
      );
      await settled();
    },
    running: () => [...running.keys()],
    refusals: () => refusals,
    async end(event) {
      running.get(event)?.();
      running.delete(event);
      await settled();
    },
    forget: (name) => service.forget(name),
    [Symbol.dispose]() {
      service[Symbol.dispose]();
      database[Symbol.dispose]();
    },
  };
}

/** What has ended is noted in the next turn, and the one after that has another event in its place. */
async function settled(): Promise<void> {
  for (let turn = 0; turn < 4; turn += 1) await new Promise(setImmediate);
}

const EVENT = { payload: Buffer.from('{}'), traceId: '', tenantId: undefined };
