import { once } from 'node:events';
import { createServer, type ServerResponse } from 'node:http';
import { type AddressInfo, createServer as createTcpServer } from 'node:net';
import { expect, type TestContext, test } from 'vitest';
import type { TelemetryEvent } from '../../runtime/protocol/telemetry-events.ts';
import { detectSandbox } from '../../service/environments/sandbox.ts';
import { startService, type TestService } from '../support/start-service.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const sandbox = await detectSandbox('auto');
const LAYER = new URL('../fixtures/layers/fixed-port', import.meta.url).pathname;

// It waits until everybody is here, and then for its extension to hear of it; returns what that has heard.
const FUNCTION = `
  import { existsSync, readFileSync } from 'node:fs';
  import { setTimeout as delay } from 'node:timers/promises';
  export const handler = async ({ meeting, name }) => {
    await (await fetch(meeting)).text();
    console.log('this is ' + name);
    while (!existsSync('/tmp/telemetry') || !readFileSync('/tmp/telemetry', 'utf8').includes('this is ' + name)) {
      await delay(10);
    }
    const lines = readFileSync('/tmp/telemetry', 'utf8').split('\\n').filter(Boolean);
    return { hosts: readFileSync('/etc/hosts', 'utf8'), events: lines.map((line) => JSON.parse(line)) };
  };`;

interface Heard {
  readonly hosts: string;
  readonly events: readonly TelemetryEvent[];
}

test('extensions on the same port of sandbox.localdomain run in two environments, each with its own telemetry', async (context) => {
  needsSandbox(context);
  await using meeting = await openMeeting(2);
  await using lambda = await startWatched({ TELEMETRY_PORT: String(await freePort()) });
  const names = ['first', 'second'];
  const all = await Promise.all(names.map((name) => invoke(lambda, name, meeting.url)));
  const addresses = all.map(({ hosts }) => /^(\S+) sandbox\.localdomain sandbox$/m.exec(hosts)?.[1]);
  expect(addresses).toEqual([expect.stringMatching(/^127\.77\./), expect.stringMatching(/^127\.77\./)]);
  expect(new Set(addresses).size).toBe(2);
  for (const [index, { events }] of all.entries()) {
    expect(events.filter(({ type }) => type === 'platform.start')).toHaveLength(1);
    const records = events.filter(({ type }) => type === 'function').map(({ record }) => String(record));
    expect(records).toEqual([expect.stringContaining(`this is ${names[index]}`)]);
  }
});

test('an extension that listens at 127.0.0.1 is found there', async (context) => {
  needsSandbox(context);
  await using meeting = await openMeeting(1);
  await using lambda = await startWatched({ TELEMETRY_PORT: String(await freePort()), TELEMETRY_HOST: '127.0.0.1' });
  const { events } = await invoke(lambda, 'alone', meeting.url);
  expect(events.map(({ type }) => type)).toContain('platform.start');
});

function needsSandbox({ skip }: TestContext): void {
  if (sandbox.kind === 'none') skip(sandbox.notice);
}

async function startWatched(variables: Readonly<Record<string, string>>): Promise<TestService> {
  await using resources = new AsyncDisposableStack();
  const folder = resources.use(await temporaryFolder({ 'index.mjs': FUNCTION }));
  const watched = {
    name: 'watched',
    taskRoot: folder.path,
    handler: 'index.handler',
    layers: [LAYER],
    timeoutMs: 60_000,
    variables,
  };
  const lambda = resources.use(await startService({ sandbox: true, functions: [watched] }));
  const kept = resources.move();
  return { ...lambda, [Symbol.asyncDispose]: () => kept.disposeAsync() };
}

async function invoke(lambda: TestService, name: string, meeting: string): Promise<Heard> {
  return (await lambda.call('watched', { name, meeting })) as Heard;
}

/** Answers nobody before so many have asked. */
async function openMeeting(size: number): Promise<AsyncDisposable & { readonly url: string }> {
  const waiting: ServerResponse[] = [];
  const server = createServer((_request, response) => {
    waiting.push(response);
    if (waiting.length === size) for (const each of waiting) each.end();
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await server[Symbol.asyncDispose]();
    },
  };
}

async function freePort(): Promise<number> {
  await using server = createTcpServer();
  server.listen(0);
  await once(server, 'listening');
  return (server.address() as AddressInfo).port;
}
