import { createServer, type Socket } from 'node:net';
import { text } from 'node:stream/consumers';
import { setImmediate } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { TelemetrySubscription } from '../../../../service/telemetry/telemetry-subscription.ts';
import { startTcpServer } from '../../../support/tcp-server.ts';
import { inAMinute, offer, tcp, vanished } from './test-subscription.ts';

test('each event is a line, and all lines use one connection', async () => {
  let received = '';
  await using server = await startTcpServer((socket) => {
    socket.on('data', (chunk) => {
      received += chunk;
    });
  });
  await using subscription = new TelemetrySubscription(tcp(server.port));
  offer(subscription, 'one', 'two');
  await subscription.flush(inAMinute());
  offer(subscription, 'three');
  await subscription.flush(inAMinute());
  await expect.poll(() => received.split('\n').length).toBe(4);
  expect(
    received
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line).record),
  ).toEqual(['one', 'two', 'three']);
  expect(server.connections).toBe(1);
});

test('a connection that broke is replaced', async () => {
  let received = '';
  await using server = await startTcpServer((socket, connection) => {
    if (connection === 1) socket.destroy();
    socket.on('data', (chunk) => {
      received += chunk;
    });
  });
  await using subscription = new TelemetrySubscription(tcp(server.port, { timeoutMs: 25 }));
  await expect
    .poll(() => {
      offer(subscription, 'hello');
      return received;
    })
    .toContain('hello');
  expect(server.connections).toBe(2);
});

test('a subscriber that does not read bounds memory too', async () => {
  await using server = await idleTcpServer();
  await using subscription = new TelemetrySubscription(tcp(server.port, { maxBytes: 262_144 }));
  const line = 'x'.repeat(100_000);
  // Beyond what the kernel's own buffers hold.
  for (let number = 0; number < 400; number++) {
    offer(subscription, line);
    if (number % 20 === 0) await setImmediate();
  }
  await subscription.flush(Date.now() + 50);
  const read = server.readAll();
  await subscription.flush(inAMinute());
  await subscription[Symbol.asyncDispose]();
  const events = (await read)
    .trimEnd()
    .split('\n')
    .map((text) => JSON.parse(text));
  const dropped = events.filter(({ type }) => type === 'platform.logsDropped');
  const droppedRecords = dropped.reduce((sum, { record }) => sum + record.droppedRecords, 0);
  expect(droppedRecords).toBeGreaterThan(100);
  expect(events.length - dropped.length + droppedRecords).toBe(400);
});

test('nobody listening is no error', async () => {
  const { port } = await vanished();
  await using subscription = new TelemetrySubscription(tcp(port));
  offer(subscription, 'hello');
  await subscription.flush(Date.now() + 100);
});

/** Accepts one connection and reads nothing of it until it is told to. */
async function idleTcpServer(): Promise<AsyncDisposable & { port: number; readAll(): Promise<string> }> {
  const accepted = Promise.withResolvers<Socket>();
  const server = createServer({ pauseOnConnect: true }, accepted.resolve);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  return {
    port: typeof address === 'object' && address !== null ? address.port : 0,
    async readAll() {
      const socket = await accepted.promise;
      return text(socket);
    },
    async [Symbol.asyncDispose]() {
      (await accepted.promise).destroy();
      server.close();
    },
  };
}
