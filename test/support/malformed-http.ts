import { connect } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { SeededRandom } from './seeded-random.ts';

/** Kinds of requests that no server can take, by what is wrong with them. Each makes the bytes of one. */
export type MalformedKinds = Readonly<Record<string, (random: SeededRandom) => string | Buffer>>;

/** A request and what came back, to the end of the connection. */
export interface MalformedExchange {
  readonly kind: string;
  readonly answer: string;
}

/** Many of them. */
export interface MalformedRun {
  /** `host:port`. */
  readonly address: string;
  readonly kinds: MalformedKinds;
  readonly seed: number;
  /** Of all kinds together, in turn. */
  readonly requests: number;
}

const AT_A_TIME = 20;

/**
 * What is no HTTP, or breaks its rules.
 *
 * @param path of a POST
 */
export function malformedHttp(path: string): MalformedKinds {
  return {
    'no HTTP': (random) =>
      Buffer.concat([Buffer.from('\u0001'), random.bytes(1 + random.below(300)), Buffer.from('\r\n\r\n')]),
    'HTTP/2': () => 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n',
    'a method that is none': (random) => `${random.text(8)}\u0001 ${path} HTTP/1.1\r\n\r\n`,
    'a tunnel': (random) => `CONNECT ${random.pick(['127.0.0.1:22', 'example.com:443', path])} HTTP/1.1\r\n\r\n`,
    'a version that is none': (random) => `POST ${path} HTTP/${random.pick(['9.9', '0.0', 'x', '1.1.1', '2'])}\r\n\r\n`,
    'a header without a name': (random) => `POST ${path} HTTP/1.1\r\n: ${random.text(20)}\r\n\r\n`,
    'a header with a control character': (random) => `POST ${path} HTTP/1.1\r\nx-a: \u0000${random.text(20)}\r\n\r\n`,
    'headers beyond the limit': (random) => `POST ${path} HTTP/1.1\r\nx-a: ${random.text(1).repeat(1_100_000)}\r\n\r\n`,
    'a length that is none': (random) =>
      post(path, `content-length: ${random.pick(['-1', 'x', '1e3', '99999999999999999999'])}`),
    'two lengths': (random) => post(path, `content-length: 1\r\ncontent-length: ${2 + random.below(9)}`, '{}'),
    'a length and chunks': () => post(path, 'content-length: 5\r\ntransfer-encoding: chunked', '0\r\n\r\n'),
    'chunks that are none': (random) => post(path, 'transfer-encoding: chunked', `x${random.text(9)}\r\n\r\n`),
    'chunks that break off': (random) => post(path, 'transfer-encoding: chunked', `ff\r\n${random.text(9)}`),
    'a body that breaks off': () => post(path, 'content-length: 100', '{"a":'),
    'a head that breaks off': (random) => post(path, 'x-a: b').slice(0, 6 + random.below(60)),
  };
}

/** A POST. */
export function post(path: string, headers: string, body = ''): string {
  return `POST ${path} HTTP/1.1\r\nhost: localhost\r\n${headers}\r\n\r\n${body}`;
}

/** A POST with a body and its length. */
export function withBody(path: string, body: string | Buffer, headers = 'x-a: b'): Buffer {
  const head = post(path, `${headers}\r\ncontent-length: ${Buffer.byteLength(body)}`);
  return Buffer.concat([Buffer.from(head), Buffer.from(body)]);
}

/** Sends the same requests in every run, several at a time, each on a connection of its own. */
export async function sendMalformed({ address, kinds, seed, requests }: MalformedRun): Promise<MalformedExchange[]> {
  const random = new SeededRandom(seed);
  const names = Object.keys(kinds);
  const waiting = Array.from({ length: requests }, (_, index) => {
    const kind = names[index % names.length] ?? '';
    return { kind, bytes: kinds[kind]?.(random) ?? '' };
  });
  const exchanges: MalformedExchange[] = [];
  const work = async (): Promise<void> => {
    for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
      exchanges.push({ kind: next.kind, answer: await exchange(address, next.bytes) });
    }
  };
  await Promise.all(Array.from({ length: AT_A_TIME }, work));
  return exchanges;
}

/** Sends bytes, says that there are no more, and reads what comes back to the end of the connection. */
export async function exchange(address: string, bytes: string | Buffer): Promise<string> {
  const { hostname, port } = new URL(`http://${address}`);
  const socket = connect({ host: hostname, port: Number(port), allowHalfOpen: true });
  // The service may close while there is more to come.
  socket.on('error', () => {});
  socket.end(bytes);
  const answer = await buffer(socket).catch(() => Buffer.alloc(0));
  return answer.toString();
}
