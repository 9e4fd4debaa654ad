import { expect, test } from 'vitest';
import type { TelemetryEvent } from '../../../../runtime/protocol/telemetry-events.ts';
import { TelemetryBus } from '../../../../service/telemetry/telemetry-bus.ts';
import { startTelemetryListener, type TelemetryListener } from './telemetry-listener.ts';
import { http, inAMinute } from './test-subscription.ts';

test('a listener hears every event with its time, until it is removed', () => {
  const bus = new TelemetryBus();
  const heard: TelemetryEvent[] = [];
  const remove = bus.on((event) => heard.push(event));
  bus.emit({ type: 'function', record: 'one' }, new Date('2026-01-01T00:00:00.123Z'));
  bus.emit({ type: 'platform.start', record: { requestId: 'id-1' } });
  remove();
  bus.emit({ type: 'function', record: 'late' });
  expect(heard).toEqual([
    { time: '2026-01-01T00:00:00.123Z', type: 'function', record: 'one' },
    { time: expect.stringMatching(/^\d{4}-.*\.\d{3}Z$/), type: 'platform.start', record: { requestId: 'id-1' } },
  ]);
});

test('listeners that take their time hold back whoever asks, until the last of them is done', async () => {
  const bus = new TelemetryBus();
  const slow = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
  for (const { promise } of slow) bus.on(() => promise);
  bus.on(() => 'at once');
  expect(bus.held).toBeUndefined();
  bus.emit({ type: 'function', record: 'one' });
  bus.emit({ type: 'function', record: 'two' });
  slow[0]?.resolve();
  await slow[0]?.promise;
  expect(bus.held).toBeInstanceOf(Promise);
  slow[1]?.reject(new Error('gone'));
  await expect.poll(() => bus.held).toBeUndefined();
});

test('whoever subscribes late gets what happened since init, in order, and is told of its subscription', async () => {
  await using first = await startTelemetryListener();
  await using second = await startTelemetryListener();
  await using bus = new TelemetryBus();
  bus.emit({ type: 'function', record: 'before init' });
  await bus.openSubscriptions();
  say(bus, 'one');
  bus.subscribe('first', http(first.port));
  say(bus, 'two');
  bus.subscribe('second', http(second.port));
  bus.closeSubscriptions();
  say(bus, 'three');
  await bus.flush(inAMinute());
  const expected = ['one', 'first', 'two', 'second', 'three'];
  expect(namesIn(first)).toEqual(expected);
  expect(namesIn(second)).toEqual(expected);
  expect(second.events[3]).toMatchObject({
    type: 'platform.telemetrySubscription',
    record: { name: 'second', state: 'Subscribed', types: ['platform', 'function'] },
  });
});

test('what is kept for later subscribers is bounded, but for platform events', async () => {
  await using listener = await startTelemetryListener();
  await using bus = new TelemetryBus();
  await bus.openSubscriptions();
  for (let number = 0; number < 100; number++) say(bus, 'x'.repeat(10_000));
  bus.emit({ type: 'platform.start', record: { requestId: 'id-1' } });
  bus.subscribe('late', http(listener.port, { maxBytes: 1_048_576 }));
  await bus.flush(inAMinute());
  expect(listener.events.filter(({ type }) => type === 'function')).toHaveLength(26);
  expect(listener.events.slice(26)).toMatchObject([
    { type: 'platform.start' },
    { type: 'platform.logsDropped', record: { droppedRecords: 74, droppedBytes: 740_000 } },
    { type: 'platform.telemetrySubscription' },
  ]);
});

test('another subscription of the same extension replaces its first, the same one changes nothing', async () => {
  await using first = await startTelemetryListener();
  await using second = await startTelemetryListener();
  await using bus = new TelemetryBus();
  await bus.openSubscriptions();
  bus.subscribe('watch', http(first.port));
  say(bus, 'one');
  await bus.flush(inAMinute());
  bus.subscribe('watch', http(second.port));
  bus.subscribe('watch', http(second.port));
  say(bus, 'two');
  await bus.flush(inAMinute());
  expect(namesIn(first)).toEqual(['watch', 'one']);
  expect(namesIn(second)).toEqual(['watch', 'one', 'watch', 'two']);
});

test('the next init ends all subscriptions and takes new ones', async () => {
  await using listener = await startTelemetryListener();
  await using bus = new TelemetryBus();
  await bus.openSubscriptions();
  bus.subscribe('watch', http(listener.port));
  bus.closeSubscriptions();
  await bus.flush(inAMinute());
  await bus.openSubscriptions();
  say(bus, 'second init');
  await bus.flush(inAMinute());
  expect(namesIn(listener)).toEqual(['watch']);
  bus.subscribe('watch', http(listener.port));
  await bus.flush(inAMinute());
  expect(namesIn(listener)).toEqual(['watch', 'second init', 'watch']);
});

test('a slow subscriber does not hold another one back', async () => {
  await using stuck = await startTelemetryListener(() => {});
  await using quick = await startTelemetryListener();
  await using bus = new TelemetryBus();
  await bus.openSubscriptions();
  bus.subscribe('stuck', http(stuck.port));
  bus.subscribe('quick', http(quick.port));
  for (let number = 0; number < 50; number++) say(bus, String(number));
  // It ends only at its deadline, since one of them never answers.
  const flushed = bus.flush(Date.now() + 1000);
  await expect.poll(() => quick.events.length).toBe(52);
  await flushed;
});

function say(bus: TelemetryBus, record: string): void {
  bus.emit({ type: 'function', record });
}

/** The text of a line, or the name in a record. */
function namesIn({ events }: TelemetryListener): readonly unknown[] {
  return events.map(({ record }) => (typeof record === 'string' ? record : (record as { name: string }).name));
}
