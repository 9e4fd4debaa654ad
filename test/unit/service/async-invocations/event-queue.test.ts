import { expect, test } from 'vitest';
import type { AsyncEvent } from '../../../../service/async-invocations/async-event.ts';
import { EventQueue } from '../../../../service/async-invocations/event-queue.ts';
import { StateDatabase } from '../../../../service/state/state-database.ts';
import { temporaryFolder } from '../../../support/temporary-folder.ts';

test('an event is due at once, and comes out as it went in', () => {
  using state = openQueue();
  const event: AsyncEvent = {
    requestId: 'id',
    reference: { name: 'hello', qualifier: 'live' },
    payload: Buffer.from('{"a": "ü"}'),
    traceId: 'Root=1',
    tenantId: 'blue',
  };
  state.queue.add(event, 1000.5);
  expect(state.queue.due('hello', 1000.5, 10)).toEqual([
    { ...event, sequence: 1, acceptedMs: 1000.5, dueMs: 1000.5, attempts: 0, throttles: 0, lastResult: undefined },
  ]);
});

test('events without qualifier and tenant have none', () => {
  using state = openQueue();
  state.queue.add(event('1'), 0);
  const [found] = state.queue.due('hello', 0, 10);
  expect([found?.reference.qualifier, found?.tenantId]).toEqual([undefined, undefined]);
});

test('those come first that have been due for longest, and of these the ones that came first', () => {
  using state = openQueue();
  for (const id of ['1', '2', '3', '4']) state.queue.add(event(id), 100);
  state.queue.add(event('5'), 50);
  state.queue.putBack(2, { ...NO_PROGRESS, dueMs: 120 });
  expect(dueIds(state.queue, 120)).toEqual(['5', '1', '3', '4', '2']);
  expect(dueIds(state.queue, 119)).toEqual(['5', '1', '3', '4']);
});

test('as many are given as are wanted, without those under way, and without those of others', () => {
  using state = openQueue();
  for (const id of ['1', '2', '3', '4']) state.queue.add(event(id), 0);
  state.queue.add(event('5', 'other'), 0);
  expect(state.queue.due('hello', 0, 2, [1, 3]).map(({ requestId }) => requestId)).toEqual(['2', '4']);
  expect(state.queue.due('hello', 0, 1, new Set([2])).map(({ requestId }) => requestId)).toEqual(['1']);
});

test('what is noted of an event comes with it the next time', () => {
  using state = openQueue();
  state.queue.add(event('1'), 0);
  const lastResult = { statusCode: 200, executedVersion: '3', functionError: 'Unhandled', payload: '{}' };
  state.queue.putBack(1, { attempts: 1, throttles: 4, dueMs: 60_000, lastResult });
  expect(state.queue.due('hello', 60_000, 1)).toMatchObject([{ attempts: 1, throttles: 4, lastResult }]);
});

test('when the next one becomes due', () => {
  using state = openQueue();
  expect(state.queue.nextDueMs('hello', 0)).toBeUndefined();
  state.queue.add(event('1'), 100);
  state.queue.add(event('2'), 200);
  state.queue.add(event('3', 'other'), 150);
  expect(state.queue.nextDueMs('hello', 0)).toBe(100);
  expect(state.queue.nextDueMs('hello', 100)).toBe(200);
  expect(state.queue.nextDueMs('hello', 200)).toBeUndefined();
});

test('what is removed is gone, and nothing is put back in its place', () => {
  using state = openQueue();
  for (const id of ['1', '2', '3']) state.queue.add(event(id), 0);
  expect([state.queue.remove(2), state.queue.remove(2)]).toEqual([true, false]);
  state.queue.putBack(2, NO_PROGRESS);
  expect(dueIds(state.queue, 0)).toEqual(['1', '3']);
  expect(state.queue.removeAll('hello')).toBe(2);
  expect(state.queue.functionNames()).toEqual([]);
});

test('numbers are never given twice', () => {
  using state = openQueue();
  state.queue.add(event('1'), 0);
  state.queue.remove(1);
  state.queue.add(event('2'), 0);
  expect(state.queue.due('hello', 0, 1)).toMatchObject([{ sequence: 2 }]);
});

test('another service finds what is there', async () => {
  await using folder = await temporaryFolder();
  {
    using state = openQueue(folder.path);
    state.queue.add(event('1'), 0);
    state.queue.add(event('2', 'other'), 0);
  }
  using state = openQueue(folder.path);
  expect(state.queue.functionNames().toSorted()).toEqual(['hello', 'other']);
  expect(dueIds(state.queue, 0)).toEqual(['1']);
});

const NO_PROGRESS = { attempts: 0, throttles: 0, dueMs: 0, lastResult: undefined };

function event(requestId: string, name = 'hello'): AsyncEvent {
  const reference = { name, qualifier: undefined };
  return { requestId, reference, payload: Buffer.from('{}'), traceId: 'Root=1', tenantId: undefined };
}

function dueIds(queue: EventQueue, nowMs: number): readonly string[] {
  return queue.due('hello', nowMs, 100).map(({ requestId }) => requestId);
}

function openQueue(folder?: string): Disposable & { readonly queue: EventQueue } {
  const database = StateDatabase.open(folder);
  return { queue: new EventQueue(database), [Symbol.dispose]: () => database[Symbol.dispose]() };
}
