import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { extensionLayer } from '../../support/extension-layer.ts';
import { peakMegabytes, startServing } from '../../support/serving-process.ts';
import { fixture } from '../../support/start-service.ts';
import { type ReceivedEvent, startTelemetryListener } from '../../unit/service/telemetry/telemetry-listener.ts';

const FLOOD = 'floods-its-log';
const HUNDRED_MEGABYTES = { lines: 6400, bytes: 1 << 14 };
const ONE_LINE = { lines: 1, bytes: 100 };
const MAX_GROWTH_MEGABYTES = 90;

test('subscribers that never answer, never read or are gone cost little, hold nobody up, and learn what they have missed', async () => {
  await using silent = await startSilentListener();
  await using deaf = await startDeafServer();
  const gonePort = await portOfNobody();
  await using layer = await extensionLayer();
  for (const name of ['silent', 'deaf', 'gone']) await layer.add('subscribes', name);
  const destinations = { silent: http(silent.port), deaf: { protocol: 'TCP', port: deaf.port }, gone: http(gonePort) };
  const environment = { DESTINATIONS: JSON.stringify(destinations) };
  await using serving = await startServing({
    functions: [{ name: FLOOD, path: fixture(FLOOD), timeout: 60, layers: [layer.path], environment }],
    options: ['--no-sandbox', '--no-limits'],
  });

  await serving.invoke(FLOOD, ONE_LINE);
  const before = peakMegabytes(serving.pid);
  expect((await serving.invoke(FLOOD, HUNDRED_MEGABYTES)).FunctionError).toBeUndefined();
  expect(peakMegabytes(serving.pid) - before).toBeLessThan(MAX_GROWTH_MEGABYTES);

  silent.answer();
  await using back = await startTelemetryListener(undefined, gonePort);
  const told = async (): Promise<number> => {
    // What was missed is told behind what comes next.
    await serving.invoke(FLOOD, ONE_LINE);
    return Math.min(dropped(silent.events), dropped(back.events));
  };
  await expect.poll(told).toBeGreaterThan(1000);

  expect(await serving.end('SIGTERM')).toEqual([143, null]);
  for (const name of ['silent', 'deaf', 'gone']) {
    const leftMs = await readFile(join(layer.path, `extensions/${name}.mjs.shutdown`), 'utf8');
    expect(Number(leftMs)).toBeGreaterThan(100);
  }
});

function dropped(events: readonly ReceivedEvent[]): number {
  const records = events.filter(({ type }) => type === 'platform.logsDropped').map(({ record }) => record);
  return records.reduce<number>((sum, record) => sum + (record as { droppedRecords: number }).droppedRecords, 0);
}

function http(port: number): object {
  return { protocol: 'HTTP', URI: `http://sandbox.localdomain:${port}/` };
}

async function portOfNobody(): Promise<number> {
  await using listener = await startTelemetryListener();
  return listener.port;
}

interface SilentListener extends AsyncDisposable {
  readonly port: number;
  readonly events: readonly ReceivedEvent[];
  /** From now on it answers, and also what it has been sent before. */
  answer(): void;
}

async function startSilentListener(): Promise<SilentListener> {
  const gate = Promise.withResolvers<void>();
  const listener = await startTelemetryListener(async (response) => {
    await gate.promise;
    response.end();
  });
  return {
    port: listener.port,
    get events() {
      return listener.events;
    },
    answer: () => gate.resolve(),
    [Symbol.asyncDispose]: () => listener[Symbol.asyncDispose](),
  };
}

/** Accepts connections, and lets all that comes wait in the kernel. */
async function startDeafServer(): Promise<{ readonly port: number } & AsyncDisposable> {
  const sockets = new Set<Socket>();
  const server = createServer({ pauseOnConnect: true }, (socket) => sockets.add(socket)).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy();
      server.close();
    },
  };
}
