import { once } from 'node:events';
import { connect } from 'node:net';
import { expect, test } from 'vitest';
import { type MalformedKinds, malformedHttp, post, sendMalformed, withBody } from '../support/malformed-http.ts';
import { fixture, startService } from '../support/start-service.ts';

const SEED = 20_261_123;
const REQUESTS = 1000;

const INVOKE = '/2015-03-31/functions/logs-each-way/invocations';
const STREAM = '/2021-11-15/functions/logs-each-way/response-streaming-invocations';

/** Each makes a request that no service can take. */
const KINDS: MalformedKinds = {
  ...malformedHttp(INVOKE),
  'a streamed invocation whose body breaks off': () => post(STREAM, 'content-length: 100', '{"a":'),
  'a method that is not allowed': (random) =>
    `${random.pick(['GET', 'PUT', 'DELETE', 'PATCH', 'OPTIONS'])} ${INVOKE} HTTP/1.1\r\n\r\n`,
  'a path that is unknown': (random) => post(`/${encodeURIComponent(random.text(30))}`, 'content-length: 0'),
  'a path of wild escapes': (random) =>
    post(`/2015-03-31/functions/%${random.text(5)}%/invocations`, 'content-length: 0'),
  'a way out of the folder': (random) =>
    post(`/2015-03-31/functions/${random.pick(['..', '%2e%2e%2f', '..%5c'])}/invocations`, 'content-length: 0'),
  'a name that cannot be': (random) =>
    post(INVOKE.replace('logs-each-way', `a!${encodeURIComponent(random.text(9))}`), 'content-length: 0'),
  'a name without an end': (random) =>
    post(INVOKE.replace('logs-each-way', 'a'.repeat(141 + random.below(9000))), 'content-length: 0'),
  'a qualifier that is unknown': (random) =>
    post(`${STREAM}?Qualifier=${encodeURIComponent(random.text(9))}x`, 'content-length: 0'),
  'an invocation type that is none': (random) =>
    post(STREAM, `x-amz-invocation-type: ${random.text(9)}\r\ncontent-length: 0`),
  'a log type that is none': (random) => post(INVOKE, `x-amz-log-type: ${random.text(9)}\r\ncontent-length: 0`),
  'a client context that is none': (random) =>
    post(INVOKE, `x-amz-client-context: ${random.text(1 + random.below(5000))}\r\ncontent-length: 0`),
  'a tenant that is none': (random) =>
    post(INVOKE, `x-amz-tenant-id: ${'a'.repeat(257 + random.below(9))}\r\ncontent-length: 0`),
  'a payload that is no JSON': (random) =>
    withBody(random.pick([INVOKE, STREAM]), random.text(1 + random.below(99)).replace(/^/, '{')),
  'a payload of wild bytes': (random) => withBody(INVOKE, Buffer.concat([Buffer.from('\u0001'), random.bytes(200)])),
  'a payload without a bottom': (random) => withBody(INVOKE, '['.repeat(1000 + random.below(100_000))),
};

test(`${REQUESTS} malformed requests are each answered with 4xx, and the service lives on`, async () => {
  const lines: string[] = [];
  await using lambda = await startService({
    paths: [fixture('logs-each-way')],
    onLogLine: (_name, line) => lines.push(line),
  });
  const run = { address: lambda.address, kinds: KINDS, seed: SEED, requests: REQUESTS };
  const exchanges = await sendMalformed(run);
  expect(exchanges).toHaveLength(REQUESTS);
  expect(exchanges.filter(({ answer }) => !isRefusal(answer))).toEqual([]);
  expect(lines).toEqual([]);
  expect(lambda.notices).toEqual([]);
  expect(await lambda.call('logs-each-way')).toBeNull();
});

test('a caller that asks for a tunnel and goes away at once does no harm', async () => {
  await using lambda = await startService({ paths: [fixture('returns-event')] });
  const { hostname, port } = new URL(`http://${lambda.address}`);
  const cut = async (): Promise<void> => {
    const socket = connect({ host: hostname, port: Number(port) });
    socket.on('error', () => {});
    await once(socket, 'connect');
    socket.write('CONNECT example.com:443 HTTP/1.1\r\n\r\n', () => socket.resetAndDestroy());
    await once(socket, 'close');
  };
  await Promise.all(Array.from({ length: 50 }, cut));
  expect(await lambda.call('returns-event', 7)).toBe(7);
});

/** A status of 4xx, the name of an error in the header, and a body in JSON. */
function isRefusal(answer: string): boolean {
  const [head = '', body = ''] = answer.split('\r\n\r\n', 2);
  const isNamed = /^HTTP\/1\.1 4\d\d /.test(head) && /\r\nx-amzn-errortype: \w+Exception/i.test(head);
  return isNamed && typeof JSON.parse(body) === 'object';
}
