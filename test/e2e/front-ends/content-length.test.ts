import { afterAll, beforeAll, expect, test } from 'vitest';
import { declared, type FrontEndService, startFrontEnds } from './front-end-service.ts';

const TOLD = 'answers-as-its-body-says';
const STREAMS = 'streams-http-response-as-its-body-says';
const BODY = 'nine byt€';
const BYTES = String(Buffer.byteLength(BODY));

let service: FrontEndService;

beforeAll(async () => {
  const told = { route: 'POST /told', function: TOLD };
  service = await startFrontEnds({
    functions: [declared(TOLD, { url: true }), declared(STREAMS, { url: { invokeMode: 'RESPONSE_STREAM' } })],
    apis: [
      { name: 'web', type: 'http-api', routes: [told] },
      { name: 'shop', type: 'rest-api', routes: [told, { route: 'POST /streams', function: STREAMS, stream: true }] },
      { name: 'front', type: 'load-balancer', routes: [told] },
      { name: 'multi', type: 'load-balancer', multiValueHeaders: true, routes: [told] },
    ],
  });
});

afterAll(async () => {
  await service?.[Symbol.asyncDispose]();
});

const BUFFERED = [
  `/urls/${TOLD}/`,
  '/apis/web/told',
  '/apis/shop/prod/told',
  '/apis/front/told',
  '/apis/multi/told',
] as const;

const LENGTHS = [{ 'Content-Length': '2' }, { 'content-length': '100' }, { 'CONTENT-LENGTH': 'none' }] as const;

function send(path: string, body: object): ReturnType<FrontEndService['send']> {
  return service.send(path, { method: 'POST', headers: { 'content-type': 'application/json' }, body });
}

test.each(BUFFERED.flatMap((path) => LENGTHS.map((headers) => [path, headers] as const)))(
  '%s has the length of its body, whatever the function says: %j',
  async (path, headers) => {
    const multiValueHeaders = Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, [value]]));
    const answer = await send(path, { statusCode: 200, headers, multiValueHeaders, body: BODY });
    expect(answer).toMatchObject({ status: 200, headers: { 'content-length': BYTES }, body: Buffer.from(BODY) });
  },
);

test.each(
  [`/urls/${STREAMS}/`, '/apis/shop/prod/streams'].flatMap((path) => LENGTHS.map((each) => [path, each] as const)),
)('%s streams without a length, whatever the function says: %j', async (path, headers) => {
  const prelude = `${JSON.stringify({ statusCode: 200, headers })}${'\0'.repeat(8)}`;
  const answer = await send(path, { prelude, chunks: [...BODY] });
  expect(answer).toMatchObject({ status: 200, headers: { 'transfer-encoding': 'chunked' }, body: Buffer.from(BODY) });
  expect(answer.headers).not.toHaveProperty('content-length');
});
