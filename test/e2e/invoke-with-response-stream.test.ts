import { once } from 'node:events';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import {
  InvokeWithResponseStreamCommand,
  type InvokeWithResponseStreamCommandInput,
  type InvokeWithResponseStreamCommandOutput,
  type InvokeWithResponseStreamResponseEvent,
} from '@aws-sdk/client-lambda';
import { expect, test } from 'vitest';
import type { FunctionSettings } from '../../service/functions/function-config.ts';
import { fixture, startService, type TestService } from '../support/start-service.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

test('chunks come one by one, and then the end', async () => {
  await using lambda = await startService({ paths: [fixture('streams-two-chunks')] });
  const answer = await stream(lambda, 'streams-two-chunks');
  expect(answer).toMatchObject({ StatusCode: 200, ExecutedVersion: '$LATEST' });
  expect(answer.ResponseStreamContentType).toBe('application/vnd.amazon.eventstream');
  expect(await readAll(answer)).toEqual({ chunks: ['one', 'two'], complete: {} });
});

test('the first byte is there before the function ends', async () => {
  await using gate = await openGate();
  await using lambda = await startService({ functions: [await gatedFunction(gate)] });
  const answer = await stream(lambda, 'gated', { Payload: JSON.stringify({ gate: gate.url, bytes: 3 }) });
  const events = eventsOf(answer);
  expect(textOf(await next(events))).toBe('first');
  await gate.open();
  expect(textOf(await next(events))).toBe('xxx');
  expect(await next(events)).toEqual({ InvokeComplete: {} });
  expect(await next(events)).toBeUndefined();
});

test('a function runs to its end although its caller has gone away', async () => {
  const lines: string[] = [];
  await using gate = await openGate();
  await using lambda = await startService({
    functions: [await gatedFunction(gate)],
    // The share of a processor that 128 MB come with would take longer than the function may.
    limits: false,
    onLogLine: (_name, line) => lines.push(line),
  });
  // More than the buffers of all sockets on the way hold.
  const answer = await stream(lambda, 'gated', { Payload: JSON.stringify({ gate: gate.url, bytes: 64 << 20 }) });
  expect(textOf(await next(eventsOf(answer)))).toBe('first');
  lambda.client.destroy();
  await gate.open();
  await expect.poll(() => lines.some((line) => line.includes('ran to its end'))).toBe(true);
});

test('a caller that does not read holds the function back', async () => {
  let waiting = 0;
  await using lambda = await startService({
    functions: [
      {
        name: 'endless',
        taskRoot: `${process.cwd()}/test/fixtures/functions`,
        handler: 'streams-as-long-as-it-is-read.handler',
        timeoutMs: 60_000,
      },
    ],
    onLogLine: (_name, line) => {
      if (line.includes('waiting')) waiting += 1;
    },
  });
  const megabytes = 64;
  const answer = await stream(lambda, 'endless', { Payload: JSON.stringify({ megabytes }) });
  await expect.poll(() => waiting).toBeGreaterThan(8);
  let bytes = 0;
  for await (const { PayloadChunk } of answer.EventStream ?? []) bytes += PayloadChunk?.Payload?.length ?? 0;
  expect(bytes).toBe(megabytes << 20);
});

test('the content type of the stream is told in a header', async () => {
  await using lambda = await startService({ paths: [fixture('streams-with-content-type-of-event')] });
  const path = '/2021-11-15/functions/streams-with-content-type-of-event/response-streaming-invocations';
  const answer = await fetch(`${lambda.service.endpoint}${path}`, { method: 'POST', body: '{"type":"text/html"}' });
  expect(answer.headers.get('x-amzn-remapped-content-type')).toBe('text/html');
  expect(answer.headers.get('content-type')).toBe('application/vnd.amazon.eventstream');
  await answer.arrayBuffer();
});

test('a response that is not streamed comes in chunks too', async () => {
  await using lambda = await startService({ paths: [fixture('returns-event'), fixture('returns-large-text')] });
  expect(await readAll(await stream(lambda, 'returns-event', { Payload: '{"a":1}' }))).toEqual({
    chunks: ['{"a":1}'],
    complete: {},
  });
  const Payload = '{"character":"x","length":1000000}';
  const { chunks } = await readAll(await stream(lambda, 'returns-large-text', { Payload }));
  expect(chunks.length).toBeGreaterThan(1);
  expect(chunks.join('')).toBe(JSON.stringify('x'.repeat(1_000_000)));
});

test('the log comes with the end', async () => {
  await using lambda = await startService({ paths: [fixture('logs-each-way')] });
  const { complete } = await readAll(await stream(lambda, 'logs-each-way', { LogType: 'Tail' }));
  expect(Buffer.from(complete?.LogResult ?? '', 'base64').toString()).toContain('first line');
});

test.each([
  ['streams-then-throws', ['half'], '{"errorType":"TypeError","errorMessage":"too late"'],
  ['throws-before-streaming', [], '{"errorType":"Error","errorMessage":"before the first byte"'],
  ['throws-type-error', [], '{"errorType":"TypeError","errorMessage":"broken on purpose"'],
  ['exits-with-status-3', [], 'Runtime exited with error: exit status 3'],
])('an error of the function is in the last message: %s', async (name, expected, details) => {
  await using lambda = await startService({ paths: [fixture(name)] });
  const { chunks, complete } = await readAll(await stream(lambda, name));
  expect(chunks).toEqual(expected);
  expect(complete).toEqual({ ErrorCode: 'Unhandled', ErrorDetails: expect.stringContaining(details) });
});

test('what is refused before the function runs is an error of the call', async () => {
  await using lambda = await startService({ paths: [fixture('streams-two-chunks')] });
  await expect(stream(lambda, 'nobody')).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
  await expect(stream(lambda, 'streams-two-chunks', { Payload: '{' })).rejects.toMatchObject({
    name: 'InvalidRequestContentException',
  });
  const dryRun = await stream(lambda, 'streams-two-chunks', { InvocationType: 'DryRun' });
  expect(dryRun.StatusCode).toBe(204);
});

type Events = AsyncIterator<InvokeWithResponseStreamResponseEvent>;

/** A place where a function waits until its test lets it go on. */
interface Gate extends AsyncDisposable {
  readonly url: string;
  /** Folder with the function, gone with the gate. */
  readonly resources: AsyncDisposableStack;
  open(): Promise<void>;
}

async function openGate(): Promise<Gate> {
  const arrived = Promise.withResolvers<ServerResponse>();
  const server = createServer((_request, response) => arrived.resolve(response)).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const resources = new AsyncDisposableStack();
  resources.defer(() => {
    server.closeAllConnections();
    server.close();
  });
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    resources,
    open: async () => void (await arrived.promise).end(),
    [Symbol.asyncDispose]: () => resources.disposeAsync(),
  };
}

async function gatedFunction({ resources }: Gate): Promise<FunctionSettings> {
  const code = `import { once } from 'node:events';
    export const handler = awslambda.streamifyResponse(async ({ gate, bytes }, stream) => {
      stream.write('first');
      await fetch(gate);
      for (let sent = 0; sent < bytes; sent += 65536) {
        if (!stream.write('x'.repeat(Math.min(65536, bytes - sent)))) await once(stream, 'drain');
      }
      stream.end();
      await once(stream, 'finish');
      console.log('ran to its end');
    });`;
  const { path: taskRoot } = resources.use(await temporaryFolder({ 'gated.mjs': code }));
  return { name: 'gated', taskRoot, handler: 'gated.handler' };
}

function stream(
  { client }: TestService,
  FunctionName: string,
  input: Partial<InvokeWithResponseStreamCommandInput> = {},
): Promise<InvokeWithResponseStreamCommandOutput> {
  return client.send(new InvokeWithResponseStreamCommand({ FunctionName, ...input }));
}

function eventsOf({ EventStream }: InvokeWithResponseStreamCommandOutput): Events {
  if (EventStream === undefined) throw new Error('an answer without a stream');
  return EventStream[Symbol.asyncIterator]();
}

async function next(events: Events): Promise<InvokeWithResponseStreamResponseEvent | undefined> {
  const { done, value } = await events.next();
  return done ? undefined : value;
}

function textOf(event: InvokeWithResponseStreamResponseEvent | undefined): string {
  return Buffer.from(event?.PayloadChunk?.Payload ?? []).toString();
}

async function readAll({ EventStream = [] as never }: InvokeWithResponseStreamCommandOutput): Promise<{
  chunks: string[];
  complete: InvokeWithResponseStreamResponseEvent['InvokeComplete'];
}> {
  const events: InvokeWithResponseStreamResponseEvent[] = [];
  for await (const event of EventStream) events.push(event);
  const complete = events.pop()?.InvokeComplete;
  return { chunks: events.map(textOf), complete };
}
