import { expect, test } from 'vitest';
import { functionConfig } from '../../../../service/functions/function-config.ts';
import type { ObservedInvocation } from '../../../../service/observation/service-event.ts';
import { ServiceEvents } from '../../../../service/observation/service-events.ts';
import { PageHub } from '../../../../service/page/page-hub.ts';
import { ALL } from '../../../../service/page/page-state.ts';

const FUNCTION = functionConfig({ name: 'f', taskRoot: '/', handler: 'f.handler' });
const ENVIRONMENT = {
  id: 'e',
  functionName: 'f',
  version: '$LATEST',
  initializationType: 'on-demand',
  memoryMb: 128,
} as const;

function setUp(): { events: ServiceEvents; hub: PageHub; functions: (typeof FUNCTION)[] } {
  const events = new ServiceEvents();
  const functions = [FUNCTION];
  return { events, functions, hub: new PageHub({ functions }, events) };
}

function invocation(requestId: string): ObservedInvocation {
  return { requestId, functionName: 'f', version: '$LATEST', functionArn: 'arn', traceId: '' };
}

test('the past of a function is bounded', () => {
  const { events, hub } = setUp();
  for (let count = 0; count < 1500; count += 1) {
    events.emit({ type: 'invocation.started', invocation: invocation(String(count)) });
    events.emit({ type: 'log.line', functionName: 'f', line: String(count) });
  }
  const { invocations, logs } = hub.whole();
  expect(invocations?.map(({ requestId }) => requestId)).toEqual(Array.from({ length: 200 }, (_, n) => `${n + 1300}`));
  expect(logs?.f?.map(({ line }) => line)).toEqual(Array.from({ length: 1000 }, (_, n) => `${n + 500}`));
});

test('long lines are cut, and many of them take the place of others', () => {
  const { events, hub } = setUp();
  for (let count = 0; count < 200; count += 1)
    events.emit({ type: 'log.line', functionName: 'f', line: 'x'.repeat(100_000) });
  const lines = hub.whole().logs?.f ?? [];
  expect(lines.length).toBeGreaterThan(20);
  expect(lines.length).toBeLessThan(40);
  expect(lines[0]?.line).toMatch(/x… \(91808 more characters\)$/);
});

test('only what has changed is told again', () => {
  const { events, hub } = setUp();
  hub.onChange = () => {};
  hub.takeChanges();
  events.emit({ type: 'log.line', functionName: 'f', line: 'one' });
  expect(hub.takeChanges().logs?.f?.map(({ line }) => line)).toEqual(['one']);
  events.emit({ type: 'environment.phase', environment: ENVIRONMENT, phase: 'initializing' });
  const change = hub.takeChanges();
  expect(change.logs).toEqual({});
  expect(change.functions).toBeUndefined();
  expect(change.environments).toMatchObject([{ id: 'e', phase: 'prepared' }]);
});

test('an environment stays frozen until its next invocation', () => {
  const { events, hub } = setUp();
  for (const phase of ['initializing', 'invoking', 'frozen', 'ready'] as const)
    events.emit({ type: 'environment.phase', environment: ENVIRONMENT, phase });
  expect(hub.whole().environments).toMatchObject([{ phase: 'frozen' }]);
  events.emit({ type: 'environment.phase', environment: ENVIRONMENT, phase: 'stopped' });
  expect(hub.whole().environments).toEqual([]);
});

test('the environments of a function, and of all, are counted as they come and go', () => {
  const { events, hub } = setUp();
  const other = { ...ENVIRONMENT, id: 'o', functionName: 'o' };
  events.emit({ type: 'environment.phase', environment: ENVIRONMENT, phase: 'ready' });
  events.emit({ type: 'environment.phase', environment: { ...ENVIRONMENT, id: 'e2' }, phase: 'ready' });
  events.emit({ type: 'environment.phase', environment: other, phase: 'ready' });
  events.emit({ type: 'environment.phase', environment: ENVIRONMENT, phase: 'stopped' });
  const left = (name: string): number | undefined => hub.whole().buckets?.[name]?.at(-1)?.environmentsLeft;
  expect([left('f'), left(ALL)]).toEqual([1, 2]);
});

test('errors and throttles are counted, and throttles are no invocations', () => {
  const { events, hub } = setUp();
  const end = { type: 'invocation.ended', invocation: invocation('r'), durationMs: 1 } as const;
  events.emit({ ...end, outcome: { state: 'succeeded' } });
  events.emit({ ...end, outcome: { state: 'crashed', errorType: 'Runtime.ExitError' } });
  events.emit({ ...end, outcome: { state: 'throttled', reason: 'ConcurrentInvocationLimitExceeded' } });
  for (const name of ['f', ALL]) {
    const sum = (key: 'invocations' | 'errors' | 'throttles'): number =>
      (hub.whole().buckets?.[name] ?? []).reduce((total, bucket) => total + bucket[key], 0);
    expect([sum('invocations'), sum('errors'), sum('throttles')]).toEqual([2, 1, 1]);
  }
});

test('nothing is left of a function that is gone', () => {
  const { events, functions, hub } = setUp();
  events.emit({ type: 'invocation.started', invocation: invocation('r') });
  events.emit({ type: 'log.line', functionName: 'f', line: 'one' });
  functions.pop();
  hub.functionsChanged();
  events.emit({ type: 'log.line', functionName: 'f', line: 'last' });
  expect(hub.whole()).toMatchObject({ functions: [], invocations: [], logs: {} });
  expect(Object.keys(hub.whole().buckets ?? {})).toEqual([ALL]);
});
