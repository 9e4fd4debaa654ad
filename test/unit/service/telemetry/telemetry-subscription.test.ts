import { setTimeout as delay } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { MAX_LINE_BYTES } from '../../../../service/processes/output-lines.ts';
import { TelemetrySubscription } from '../../../../service/telemetry/telemetry-subscription.ts';
import { startTcpServer } from '../../../support/tcp-server.ts';
import { startTelemetryListener } from './telemetry-listener.ts';
import { http, inAMinute, offer, records, TIME, vanished } from './test-subscription.ts';

test('a batch goes out as a JSON array when its time is up', async () => {
  await using listener = await startTelemetryListener();
  await using subscription = new TelemetrySubscription(http(listener.port, { timeoutMs: 25 }));
  offer(subscription, 'one', 'two');
  await expect.poll(() => records(listener)).toEqual(['one', 'two']);
  expect(listener.batches).toMatchObject([
    {
      method: 'POST',
      path: '/telemetry?a=b',
      host: `sandbox.localdomain:${listener.port}`,
      contentType: 'application/json',
    },
  ]);
});

test('a batch goes out when it has enough events', async () => {
  await using listener = await startTelemetryListener();
  await using subscription = new TelemetrySubscription(http(listener.port, { maxItems: 1000 }));
  for (let number = 0; number <= 1000; number++) offer(subscription, String(number));
  await expect.poll(() => listener.events.length).toBe(1000);
  expect(listener.batches).toHaveLength(1);
});

test('a batch goes out when it has enough bytes, and never has more than twice as many', async () => {
  await using listener = await startTelemetryListener();
  await using subscription = new TelemetrySubscription(http(listener.port, { maxBytes: 262_144 }));
  const line = 'x'.repeat(200_000);
  offer(subscription, line, line, 'short');
  await expect.poll(() => listener.events.length).toBe(2);
  expect(listener.batches).toHaveLength(1);
  expect(listener.batches[0]?.bytes).toBeLessThan(2 * 262_144);
});

test('batches follow one another on one connection, in order', async () => {
  await using listener = await startTelemetryListener(async (response) => {
    await delay(2);
    response.end();
  });
  await using subscription = new TelemetrySubscription(http(listener.port, { timeoutMs: 25 }));
  const expected: string[] = [];
  for (let number = 0; listener.batches.length < 3; number++) {
    expected.push(String(number));
    offer(subscription, String(number));
    await delay(2);
  }
  await subscription.flush(inAMinute());
  expect(records(listener)).toEqual(expected);
  expect(listener.connections).toBe(1);
});

test('an extension gets only the streams that it has asked for', async () => {
  await using listener = await startTelemetryListener();
  const request = { ...http(listener.port), types: ['platform'] } as const;
  await using subscription = new TelemetrySubscription(request);
  offer(subscription, 'a line');
  subscription.offer({
    time: '2026-01-01T00:00:00.000Z',
    type: 'platform.start',
    record: { requestId: 'id-1', version: '$LATEST' },
  });
  await subscription.flush(inAMinute());
  expect(listener.events).toEqual([
    { time: '2026-01-01T00:00:00.000Z', type: 'platform.start', record: { requestId: 'id-1', version: '$LATEST' } },
  ]);
});

test('a subscriber of the Logs API may ask for PUT', async () => {
  await using listener = await startTelemetryListener();
  const request = http(listener.port);
  await using subscription = new TelemetrySubscription({
    ...request,
    schema: { api: 'logs', version: '2020-08-15' },
    destination: { ...request.destination, method: 'PUT' } as typeof request.destination,
  });
  offer(subscription, 'a line');
  await subscription.flush(inAMinute());
  expect(listener.batches).toMatchObject([{ method: 'PUT', events: [{ type: 'function', record: 'a line' }] }]);
});

test('a batch that is refused is sent again', async () => {
  await using listener = await startTelemetryListener((response, request) => {
    response.statusCode = request < 3 ? 503 : 200;
    response.end();
  });
  await using subscription = new TelemetrySubscription(http(listener.port));
  offer(subscription, 'again');
  await subscription.flush(inAMinute());
  expect(records(listener)).toEqual(['again']);
});

test('with a slow subscriber memory is bounded, and it learns what it has missed', async () => {
  const gate = Promise.withResolvers<void>();
  await using listener = await startTelemetryListener(async (response) => {
    await gate.promise;
    response.end();
  });
  await using subscription = new TelemetrySubscription(http(listener.port, { maxItems: 1000 }));
  for (let number = 0; number < 10_000; number++) offer(subscription, String(number));
  gate.resolve();
  await subscription.flush(inAMinute());
  const lines = records(listener).filter((record) => typeof record === 'string');
  expect(lines).toEqual(Array.from({ length: 3000 }, (_, number) => String(number)));
  expect(listener.events.at(-1)).toMatchObject({
    type: 'platform.logsDropped',
    record: {
      reason: 'Some logs were dropped because the downstream consumer is slower than the logs production rate',
      droppedRecords: 7000,
      droppedBytes: 7000 * JSON.stringify({ time: TIME, type: 'function', record: '1000' }).length,
    },
  });
});

test('what comes after a gap stands behind its note', async () => {
  const gate = Promise.withResolvers<void>();
  await using listener = await startTelemetryListener(async (response) => {
    await gate.promise;
    response.end();
  });
  await using subscription = new TelemetrySubscription(http(listener.port, { maxItems: 1000 }));
  for (let number = 0; number < 3001; number++) offer(subscription, String(number));
  gate.resolve();
  await expect.poll(() => listener.batches.length).toBe(3);
  offer(subscription, 'after');
  await subscription.flush(inAMinute());
  expect(listener.events.slice(3000).map(({ type }) => type)).toEqual(['platform.logsDropped', 'function']);
});

test('the longest line fits the smallest batch', async () => {
  await using listener = await startTelemetryListener();
  await using subscription = new TelemetrySubscription(http(listener.port));
  offer(subscription, 'x'.repeat(MAX_LINE_BYTES));
  await subscription.flush(inAMinute());
  expect(listener.events).toMatchObject([{ record: expect.stringMatching(/^x+$/) }]);
});

test('a line that is larger than a batch is dropped, and said so', async () => {
  await using listener = await startTelemetryListener();
  await using subscription = new TelemetrySubscription(http(listener.port));
  offer(subscription, 'x'.repeat(300_000), 'short');
  await subscription.flush(inAMinute());
  expect(listener.events).toMatchObject([
    { record: 'short' },
    { type: 'platform.logsDropped', record: { droppedRecords: 1 } },
  ]);
});

test('a subscriber that is gone costs no more than its batches, and a flush ends at its deadline', async () => {
  const { port } = await vanished();
  await using subscription = new TelemetrySubscription(http(port, { maxItems: 1000, timeoutMs: 25 }));
  for (let number = 0; number < 20_000; number++) offer(subscription, String(number));
  await subscription.flush(Date.now() + 100);
});

test('a subscriber that comes back gets what was kept, and learns what was not', async () => {
  const hangsUp = await startTcpServer((socket) => socket.destroy());
  const { port } = hangsUp;
  await using subscription = new TelemetrySubscription(http(port, { maxItems: 1000 }));
  for (let number = 0; number < 5000; number++) offer(subscription, String(number));
  await expect.poll(() => hangsUp.connections).toBeGreaterThan(1);
  await hangsUp[Symbol.asyncDispose]();
  await using listener = await startTelemetryListener(undefined, port);
  await subscription.flush(inAMinute());
  expect(listener.events.length).toBe(3001);
  expect(listener.events.at(-1)).toMatchObject({ record: { droppedRecords: 2000 } });
});

test('a flush ends at its deadline with a subscriber that never answers', async () => {
  await using listener = await startTelemetryListener(() => {});
  await using subscription = new TelemetrySubscription(http(listener.port));
  offer(subscription, 'into the void');
  const deadline = Date.now() + 100;
  await subscription.flush(deadline);
  expect(Date.now()).toBeGreaterThanOrEqual(deadline - 1);
  expect(listener.batches).toHaveLength(1);
});

test('a batch whose time is up while another one is on its way follows it at once', async () => {
  const gate = Promise.withResolvers<void>();
  await using listener = await startTelemetryListener(async (response) => {
    await gate.promise;
    response.end();
  });
  await using subscription = new TelemetrySubscription(http(listener.port, { timeoutMs: 25 }));
  for (const line of ['one', 'two', 'three', 'four']) {
    offer(subscription, line);
    // More than the time of a batch, and no less on a busy machine.
    await delay(60);
  }
  gate.resolve();
  await expect.poll(() => records(listener)).toEqual(['one', 'two', 'three', 'four']);
});

test('events go to the address of the environment', async () => {
  await using listener = await startTelemetryListener(undefined, 0, '127.0.0.5');
  await using subscription = new TelemetrySubscription(http(listener.port), '127.0.0.5');
  offer(subscription, 'hello');
  await subscription.flush(inAMinute());
  expect(records(listener)).toEqual(['hello']);
});

test('a subscription that has ended takes nothing any more, and ends twice', async () => {
  await using listener = await startTelemetryListener();
  const subscription = new TelemetrySubscription(http(listener.port));
  offer(subscription, 'lost');
  await subscription[Symbol.asyncDispose]();
  offer(subscription, 'late');
  await subscription.flush(Date.now() + 50);
  await subscription[Symbol.asyncDispose]();
  expect(listener.batches).toEqual([]);
});
