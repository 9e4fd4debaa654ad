import { beforeEach, expect, test } from 'vitest';
import {
  applyChange,
  environmentsOf,
  invocationsOf,
  linesOf,
  onStoreChange,
  serviceNow,
  store,
} from '../../../../service/page/client/store.ts';
import {
  ALL,
  MOST_BUCKETS,
  MOST_INVOCATIONS,
  MOST_LINES,
  type PageBucket,
  type PageChange,
  type PageEnvironment,
  type PageFunction,
  type PageInvocation,
} from '../../../../service/page/page-state.ts';

/** What the service tells at first: two functions, with something of each. */
const WHOLE: PageChange = {
  whole: true,
  timeMs: 0,
  functions: [fact('a'), fact('b')],
  environments: [environment('e1', 'a'), environment('e2', 'b'), environment('e3', 'a')],
  invocations: [invocation(1, 'a'), invocation(2, 'b'), invocation(3, 'a')],
  logs: { a: [line(1), line(3)], b: [line(2)] },
  buckets: { [ALL]: [bucket(0, 3)], a: [bucket(0, 2)], b: [bucket(0, 1)] },
};

beforeEach(() => applyChange(WHOLE));

test('invocations come newest first, lines in their order, environments as they began; of one function or of all', () => {
  expect(invocationsOf('a').map(({ id }) => id)).toEqual([3, 1]);
  expect(invocationsOf(undefined).map(({ id }) => id)).toEqual([3, 2, 1]);
  expect(linesOf('a').map(({ id, functionName }) => `${id} ${functionName}`)).toEqual(['1 a', '3 a']);
  expect(linesOf(undefined).map(({ id, functionName }) => `${id} ${functionName}`)).toEqual(['1 a', '2 b', '3 a']);
  expect(environmentsOf('a').map(({ id }) => id)).toEqual(['e1', 'e3']);
  expect([invocationsOf('c'), linesOf('c'), environmentsOf('c')]).toEqual([[], [], []]);
});

test('what has changed takes the place of what was known, and what is new comes to it', () => {
  applyChange({
    timeMs: 0,
    environments: [environment('e1', 'a', 'invoking'), environment('e4', 'a')],
    invocations: [invocation(1, 'a', 'succeeded'), invocation(4, 'a')],
    logs: { a: [line(4)] },
    buckets: { a: [bucket(0, 5), bucket(10_000, 1)] },
  });
  expect(environmentsOf('a').map(({ id, phase }) => `${id} ${phase}`)).toEqual(['e1 invoking', 'e3 ready', 'e4 ready']);
  expect(invocationsOf('a').map(({ id, status }) => `${id} ${status}`)).toEqual([
    '4 running',
    '3 running',
    '1 succeeded',
  ]);
  expect(linesOf('a').map(({ id }) => id)).toEqual([1, 3, 4]);
  expect(store.buckets.get('a')?.map(({ invocations }) => invocations)).toEqual([5, 1]);
  expect(store.buckets.get('b')?.map(({ invocations }) => invocations)).toEqual([1]);
});

test('an environment that has stopped is gone', () => {
  applyChange({ timeMs: 0, environments: [environment('e1', 'a', 'stopped')] });
  expect(environmentsOf('a').map(({ id }) => id)).toEqual(['e3']);
});

test('with a function all goes that was known of it, but not what is known of all functions', () => {
  applyChange({ timeMs: 0, functions: [fact('b')] });
  expect(store.functions.map(({ name }) => name)).toEqual(['b']);
  expect(invocationsOf(undefined).map(({ id }) => id)).toEqual([2]);
  expect(linesOf(undefined).map(({ id }) => id)).toEqual([2]);
  expect([...store.buckets.keys()]).toEqual([ALL, 'b']);
});

test('a whole state leaves nothing of an earlier one', () => {
  applyChange({ whole: true, timeMs: 0, functions: [fact('c')], logs: { c: [line(9)] } });
  expect(store.functions.map(({ name }) => name)).toEqual(['c']);
  expect(linesOf(undefined).map(({ id }) => id)).toEqual([9]);
  expect([store.environments.size, store.invocations.size, store.buckets.size]).toEqual([0, 0, 0]);
});

test('only the last are kept, however many there are', () => {
  const many = (count: number): readonly number[] => Array.from({ length: count }, (_, index) => index + 10);
  applyChange({
    timeMs: 0,
    invocations: many(MOST_INVOCATIONS).map((id) => invocation(id, 'a')),
    logs: { a: many(MOST_LINES).map(line) },
    buckets: { a: many(MOST_BUCKETS).map((place) => bucket(place * 10_000, 1)) },
  });
  expect(store.invocations.get('a')).toHaveLength(MOST_INVOCATIONS);
  expect(invocationsOf('a').at(-1)?.id).toBe(10);
  expect(invocationsOf(undefined)).toHaveLength(MOST_INVOCATIONS);
  expect(linesOf('a')).toHaveLength(MOST_LINES);
  expect(linesOf('a')[0]?.id).toBe(10);
  // With those of the other function there are more, of which the last are shown.
  expect(linesOf(undefined)).toHaveLength(MOST_LINES);
  expect(linesOf(undefined).at(-1)?.id).toBe(MOST_LINES + 9);
  expect(store.buckets.get('a')).toHaveLength(MOST_BUCKETS);
});

test('who listens is told of changes, once for many, until it has enough', async () => {
  // What is told of the state at the beginning.
  await nextTold();
  let told = 0;
  const stop = onStoreChange(() => {
    told += 1;
  });
  for (const id of [4, 5, 6]) applyChange({ timeMs: 0, logs: { a: [line(id)] } });
  expect(told).toBe(0);
  await nextTold();
  expect(told).toBe(1);
  applyChange({ timeMs: 0 });
  await nextTold();
  expect(told).toBe(2);
  stop();
  applyChange({ timeMs: 0 });
  await nextTold();
  expect(told).toBe(2);
});

test('the clock of the page follows that of the service', () => {
  const hour = 3_600_000;
  applyChange({ timeMs: Date.now() + hour });
  expect(Math.abs(serviceNow() - Date.now() - hour)).toBeLessThan(60_000);
});

/** Resolves when those who listen are told next. */
function nextTold(): Promise<void> {
  return new Promise((resolve) => {
    const stop = onStoreChange(() => {
      stop();
      resolve();
    });
  });
}

function fact(name: string): PageFunction {
  return { name, deployed: false, memoryMb: 128, timeoutMs: 3000, revision: '1' };
}

function environment(id: string, functionName: string, phase: PageEnvironment['phase'] = 'ready'): PageEnvironment {
  const rest = { version: '$LATEST', initializationType: 'on-demand', sinceMs: 0, invocations: 0 };
  return { id, functionName, phase, ...rest };
}

function invocation(id: number, functionName: string, status: PageInvocation['status'] = 'running'): PageInvocation {
  const rest = { requestId: `r${id}`, version: '$LATEST', functionArn: 'arn', traceId: '', startedMs: 0 };
  return { id, functionName, status, ...rest };
}

function line(id: number): { readonly id: number; readonly timeMs: number; readonly line: string } {
  return { id, timeMs: 0, line: `line ${id}` };
}

function bucket(startMs: number, invocations: number): PageBucket {
  return { startMs, invocations, errors: 0, throttles: 0, concurrency: 0, environments: 0, environmentsLeft: 0 };
}
