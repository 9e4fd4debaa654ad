import { connect } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { expect, test } from 'vitest';
import { SeededRandom } from '../support/seeded-random.ts';
import { fixture, startService } from '../support/start-service.ts';

const SEED = 20_261_123;
const REQUESTS = 1000;
const AT_A_TIME = 20;

const INVOKE = '/2015-03-31/functions/logs-each-way/invocations';
const STREAM = '/2021-11-15/functions/logs-each-way/response-streaming-invocations';

/** Each makes a request that no service can take. */
const KINDS: Readonly<Record<string, (random: SeededRandom) => string | Buffer>> = {
  'no HTTP': (random) =>
    Buffer.concat([Buffer.from('\u0001'), random.bytes(1 + random.below(300)), Buffer.from('\r\n\r\n')]),
  'a method that is none': (random) => `${random.text(8)}\u0001 ${INVOKE} HTTP/1.1\r\n\r\n`,
  'a method that is not allowed': (random) =>
    `${random.pick(['GET', 'PUT', 'DELETE', 'PATCH', 'OPTIONS'])} ${INVOKE} HTTP/1.1\r\n\r\n`,
  'a tunnel': (random) => `CONNECT ${random.pick(['127.0.0.1:22', 'example.com:443', INVOKE])} HTTP/1.1\r\n\r\n`,
  'a version that is none': (random) => `POST ${INVOKE} HTTP/${random.pick(['9.9', '0.0', 'x', '1.1.1', '2'])}\r\n\r\n`,
  'a header without a name': (random) => `POST ${INVOKE} HTTP/1.1\r\n: ${random.text(20)}\r\n\r\n`,
  'a header with a control character': (random) => `POST ${INVOKE} HTTP/1.1\r\nx-a: \u0000${random.text(20)}\r\n\r\n`,
  'headers beyond the limit': (random) => `POST ${INVOKE} HTTP/1.1\r\nx-a: ${random.text(1).repeat(1_100_000)}\r\n\r\n`,
  'a length that is none': (random) =>
    post(INVOKE, `content-length: ${random.pick(['-1', 'x', '1e3', '99999999999999999999'])}`),
  'two lengths': (random) => post(INVOKE, `content-length: 1\r\ncontent-length: ${2 + random.below(9)}`, '{}'),
  'a length and chunks': () => post(INVOKE, 'content-length: 5\r\ntransfer-encoding: chunked', '0\r\n\r\n'),
  'chunks that are none': (random) => post(INVOKE, 'transfer-encoding: chunked', `x${random.text(9)}\r\n\r\n`),
  'a body that breaks off': (random) => post(random.pick([INVOKE, STREAM]), 'content-length: 100', '{"a":'),
  'a head that breaks off': (random) => post(INVOKE, 'x-a: b').slice(0, 6 + random.below(60)),
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
  const random = new SeededRandom(SEED);
  const lines: string[] = [];
  await using lambda = await startService({
    paths: [fixture('logs-each-way')],
    onLogLine: (_name, line) => lines.push(line),
  });
  const kinds = Object.keys(KINDS);
  const requests = Array.from({ length: REQUESTS }, (_, index) => {
    const kind = kinds[index % kinds.length] ?? '';
    return { kind, bytes: KINDS[kind]?.(random) ?? '' };
  });
  const wrong: string[] = [];
  const work = async (): Promise<void> => {
    for (let request = requests.pop(); request !== undefined; request = requests.pop()) {
      const answer = await exchange(lambda.address, request.bytes);
      if (!isRefusal(answer)) wrong.push(`${request.kind}: ${JSON.stringify(answer.slice(0, 200))}`);
    }
  };
  await Promise.all(Array.from({ length: AT_A_TIME }, work));
  expect(wrong).toEqual([]);
  expect(lines).toEqual([]);
  expect(lambda.notices).toEqual([]);
  expect(await lambda.call('logs-each-way')).toBeNull();
}, 60_000);

function post(path: string, headers: string, body = ''): string {
  return `POST ${path} HTTP/1.1\r\nhost: x\r\n${headers}\r\n\r\n${body}`;
}

function withBody(path: string, body: string | Buffer): Buffer {
  return Buffer.concat([Buffer.from(post(path, `content-length: ${Buffer.byteLength(body)}`)), Buffer.from(body)]);
}

/** Sends bytes, says that there are no more, and reads what comes back to the end of the connection. */
async function exchange(address: string, bytes: string | Buffer): Promise<string> {
  const { hostname, port } = new URL(`http://${address}`);
  const socket = connect({ host: hostname, port: Number(port), allowHalfOpen: true });
  // The service may close while there is more to come.
  socket.on('error', () => {});
  socket.end(bytes);
  const answer = await buffer(socket).catch(() => Buffer.alloc(0));
  return answer.toString();
}

/** A status of 4xx, the name of an error in the header, and a body in JSON. */
function isRefusal(answer: string): boolean {
  const [head = '', body = ''] = answer.split('\r\n\r\n', 2);
  const isNamed = /^HTTP\/1\.1 4\d\d /.test(head) && /\r\nx-amzn-errortype: \w+Exception/i.test(head);
  return isNamed && typeof JSON.parse(body) === 'object';
}
