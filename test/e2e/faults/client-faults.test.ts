import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { join } from 'node:path';
import { InvokeCommand, InvokeWithResponseStreamCommand } from '@aws-sdk/client-lambda';
import { expect, test } from 'vitest';
import { expectNothingLeftAfterEach } from '../../support/service-traces.ts';
import { startService, type TestService } from '../../support/start-service.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

expectNothingLeftAfterEach();

test('a caller that goes away during an invocation neither ends it nor its environment', async () => {
  await using lambda = await startWaiting();
  const caller = new AbortController();
  const call = lambda.client.send(new InvokeCommand({ FunctionName: 'waits' }), { abortSignal: caller.signal });
  const refused = expect(call).rejects.toMatchObject({ name: 'AbortError' });
  await lambda.logged(/\twaiting 1$/);
  caller.abort();
  await refused;
  await lambda.goOn();
  await lambda.logged(/^END /);
  await lambda.goOn();
  expect(await lambda.call('waits')).toBe(2);
  expect(lambda.notices).toEqual([]);
});

test('a caller that goes away in the middle of a stream neither ends the function nor its environment', async () => {
  await using lambda = await startWaiting();
  const caller = new AbortController();
  const command = new InvokeWithResponseStreamCommand({ FunctionName: 'streams', Payload: '{"megabytes":32}' });
  const { EventStream } = await lambda.client.send(command, { abortSignal: caller.signal });
  await EventStream?.[Symbol.asyncIterator]().next();
  caller.abort();
  await lambda.goOn();
  await lambda.logged(/^END /);
  expect(lambda.lines.filter((line) => line.startsWith('REPORT'))[0]).toMatch(/MB\t(?:Init.*\t)?$/);
  await lambda.goOn();
  expect(await lambda.call('streams', { megabytes: 0 })).toBe('first');
  await lambda.logged(/\twaiting 2$/);
  expect(lambda.notices).toEqual([]);
});

test('a caller that goes away in the middle of its request is not served, and nobody else is disturbed', async () => {
  await using lambda = await startWaiting();
  const [host, port] = lambda.address.split(':');
  const socket = connect(Number(port), host);
  await once(socket, 'connect');
  const head = 'POST /2015-03-31/functions/waits/invocations HTTP/1.1\r\nHost: x\r\nContent-Length: 1000\r\n\r\n{"a":';
  await new Promise((resolve) => socket.write(head, resolve));
  socket.resetAndDestroy();
  await lambda.goOn();
  expect(await lambda.call('waits')).toBe(1);
  expect(lambda.lines.filter((line) => line.startsWith('START'))).toHaveLength(1);
  expect(lambda.notices).toEqual([]);
});

interface WaitingService extends TestService {
  /** Of the log. */
  readonly lines: readonly string[];
  /** Resolves when the log has such a line. */
  logged(line: RegExp): Promise<void>;
  /** Lets one invocation go on that waits, or will wait. */
  goOn(): Promise<void>;
}

const CODE = `
  import { once } from 'node:events';
  import { existsSync } from 'node:fs';
  import { setTimeout as delay } from 'node:timers/promises';
  let invocations = 0;
  async function untilTold() {
    invocations += 1;
    console.log('waiting ' + invocations);
    while (!existsSync(process.env.GATE + invocations)) await delay(10);
    return invocations;
  }
  export const waits = untilTold;
  export const streams = awslambda.streamifyResponse(async ({ megabytes }, stream) => {
    stream.write('"first"');
    await untilTold();
    for (let megabyte = 0; megabyte < megabytes; megabyte += 1) {
      if (!stream.write(Buffer.alloc(1 << 20, 'x'))) await once(stream, 'drain');
    }
    stream.end();
  });`;

async function startWaiting(): Promise<WaitingService> {
  await using resources = new AsyncDisposableStack();
  const code = resources.use(await temporaryFolder({ 'index.mjs': CODE }));
  const gates = resources.use(await temporaryFolder());
  const settings = { taskRoot: code.path, timeoutMs: 20_000, variables: { GATE: join(gates.path, 'gate-') } };
  const lines: string[] = [];
  const lambda = resources.use(
    await startService({
      functions: ['waits', 'streams'].map((name) => ({ ...settings, name, handler: `index.${name}` })),
      onLogLine: (_name, line) => lines.push(line),
    }),
  );
  const kept = resources.move();
  let opened = 0;
  return {
    ...lambda,
    lines,
    async logged(pattern) {
      await expect.poll(() => lines.some((line) => pattern.test(line))).toBe(true);
    },
    async goOn() {
      opened += 1;
      await writeFile(join(gates.path, `gate-${opened}`), '');
    },
    [Symbol.asyncDispose]: () => kept.disposeAsync(),
  };
}
