import { once } from 'node:events';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { request } from 'undici';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { temporaryFolder } from '../../support/temporary-folder.ts';
import { declared, type FrontEndService, startFrontEnds } from './front-end-service.ts';

const STREAM = { invokeMode: 'RESPONSE_STREAM', cors: { allowOrigins: ['*'] } };
const TOLD = 'streams-http-response-as-its-body-says';

let service: FrontEndService;

beforeAll(async () => {
  const names = [
    'streams-http-response',
    'streams-http-response-without-body',
    'streams-three-megabytes',
    'streams-then-throws',
    'throws-before-streaming',
    'streams-http-response-that-fails-before-its-body',
    'answers-with-its-event',
    TOLD,
  ];
  service = await startFrontEnds({ functions: names.map((name) => declared(name, { url: STREAM })) });
});

afterAll(async () => {
  await service?.[Symbol.asyncDispose]();
});

function told(prelude: string, chunks: readonly string[] = []): ReturnType<FrontEndService['send']> {
  const headers = { 'content-type': 'application/json' };
  return service.send(`/urls/${TOLD}/`, { method: 'POST', headers, body: JSON.stringify({ prelude, chunks }) });
}

test('status, headers and cookies come from the prelude', async () => {
  const answer = await service.send('/urls/streams-http-response/', { headers: { origin: 'http://page.example' } });
  expect(answer).toMatchObject({
    status: 201,
    headers: {
      'x-a': 'b',
      'set-cookie': 'c=d',
      'content-type': 'application/octet-stream',
      'access-control-allow-origin': '*',
      'transfer-encoding': 'chunked',
    },
    body: Buffer.from('<p>hi'),
  });
  expect(await service.send('/urls/streams-http-response-without-body/')).toMatchObject({ status: 204 });
});

test('a stream without a prelude is sent as it is', async () => {
  const answer = await service.send('/urls/streams-three-megabytes/');
  expect(answer).toMatchObject({ status: 200, headers: { 'content-type': 'application/octet-stream' } });
  expect(answer.body).toHaveLength(3 << 20);
});

test('a result that was not streamed is sent as it is too', async () => {
  const answer = await service.send('/urls/answers-with-its-event/');
  expect(answer).toMatchObject({ status: 200, headers: { 'content-type': 'application/json' } });
  expect(answer.json()).toMatchObject({ statusCode: 200, body: expect.stringContaining('"version":"2.0"') });
});

test('a prelude may come in pieces, and zeros may follow it', async () => {
  const zeros = '\0'.repeat(8);
  const answer = await told('{"statusCode": 20', [
    '2, "headers": {"a": "b"',
    '}}\0\0\0',
    '\0\0\0\0',
    `\0${zeros}`,
    'x',
  ]);
  expect(answer).toMatchObject({ status: 202, headers: { a: 'b' }, body: Buffer.from(`${zeros}x`) });
  const empty = await told(`{}${zeros}`);
  expect(empty).toMatchObject({ status: 200, body: Buffer.alloc(0) });
});

test.each([
  ['that is no JSON', `{${'\0'.repeat(8)}`, /the prelude cannot be used: the result is no JSON/],
  ['with a status that is none', `{"statusCode": 1}${'\0'.repeat(8)}`, /the statusCode is 1/],
  ['without an end', '{"statusCode": 200}', /the stream has ended within its prelude/],
  ['that is too large', `{"a": "${'x'.repeat(70_000)}"}${'\0'.repeat(8)}`, /no end within 65536 bytes/],
])('a prelude %s is answered with 502', async (_what, prelude, notice) => {
  expect(await told(prelude, ['x'])).toMatchObject({ status: 502, body: Buffer.from('Internal Server Error') });
  expect(service.lambda.notices.at(-1)).toMatch(notice);
});

test('a function that fails before its first byte answers 502, one that fails later is cut off', async () => {
  for (const name of ['throws-before-streaming', 'streams-http-response-that-fails-before-its-body']) {
    expect(await service.send(`/urls/${name}/`)).toMatchObject({ status: 502 });
  }
  const url = `${service.lambda.service.endpoint}/urls/streams-then-throws/`;
  const { statusCode, body } = await request(url);
  expect(statusCode).toBe(200);
  await expect(text(body)).rejects.toThrow(/closed|terminated|aborted/);
});

test('the first byte is there before the function ends, which runs on when its caller goes away', async () => {
  const arrived = Promise.withResolvers<ServerResponse>();
  const gate = createServer((_request, response) => arrived.resolve(response)).listen(0, '127.0.0.1');
  await once(gate, 'listening');
  await using folder = await temporaryFolder({
    'gated.mjs': `export const handler = awslambda.streamifyResponse(async ({ rawQueryString }, stream) => {
      stream.write('first');
      await fetch('http://127.0.0.1:' + rawQueryString);
      stream.write('x'.repeat(1000000));
      stream.end();
      console.log('ran to its end');
    });`,
  });
  const lines: string[] = [];
  const gated = { name: 'gated', path: folder.path, handler: 'gated.handler', timeout: 30, url: STREAM };
  await using own = await startFrontEnds({ functions: [gated] }, { onLogLine: (_name, line) => lines.push(line) });
  const { port } = gate.address() as AddressInfo;
  const { body } = await request(`${own.lambda.service.endpoint}/urls/gated/?${port}`);
  const [chunk] = await once(body, 'data');
  expect(String(chunk)).toBe('first');
  body.on('error', () => {}).destroy();
  (await arrived.promise).end();
  await expect.poll(() => lines.join()).toContain('ran to its end');
  gate.closeAllConnections();
  gate.close();
});
