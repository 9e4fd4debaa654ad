import { EXTENSION_HEADERS } from '../../runtime/protocol/extensions-api.ts';
import { LOGS_API_PATH, TELEMETRY_API_PATH } from '../../runtime/protocol/telemetry-api.ts';
import { type MalformedKinds, post, withBody } from './malformed-http.ts';

const PATHS = [TELEMETRY_API_PATH, LOGS_API_PATH];

const NO_DESTINATIONS: readonly unknown[] = [
  ...[null, 'http://sandbox.localdomain:4243', [], {}, { protocol: 'UDP', port: 4243 }, { protocol: 'http' }],
  ...[{ protocol: 'HTTP' }, { protocol: 'HTTP', URI: 4243 }, { protocol: 'HTTP', URI: {} }, { protocol: 'TCP' }],
  ...[0, -1, 65_536, 9001, 4243.5, '4243', null, [4243], {}].map((port) => ({ protocol: 'TCP', port })),
];

const WRONG_PARTS: readonly Readonly<Record<string, unknown>>[] = [
  ...[null, 7, '2022-07-02', '2020-08-15 ', ['2022-12-13'], {}].map((schemaVersion) => ({ schemaVersion })),
  ...[null, [], 'platform', {}, ['PLATFORM'], ['platform', 7], [null], [['platform']]].map((types) => ({ types })),
  ...[[], 'much', 7, false].map((buffering) => ({ buffering })),
  ...['999', 999, 10_001, -1, 1000.5, [], {}].map((maxItems) => ({ buffering: { maxItems } })),
  ...[262_143, 1_048_577, '262144', true].map((maxBytes) => ({ buffering: { maxBytes } })),
  ...[24, 30_001, '25', 25.5].map((timeoutMs) => ({ buffering: { timeoutMs } })),
  ...NO_DESTINATIONS.map((destination) => ({ destination })),
];

const ELSEWHERE = [
  ...['http://127.0.0.1:4243/', 'http://localhost:4243/', 'http://example.com:4243/', 'http://[::1]:4243/'],
  ...['http://sandbox.localdomain.example.com:4243/', 'http://sandbox.localdomain:4243@example.com:80/', 'http://x:1/'],
  ...['https://sandbox.localdomain:4243/', 'ftp://sandbox.localdomain:4243/', 'file:///etc/passwd', 'sandbox:4243'],
  ...['http://sandbox.localdomain/', 'http://sandbox.localdomain:9001/', 'http://sandbox.localdomain:0/', '', '//'],
  ...['http://sandbox.localdomain:65536/', 'http://sandbox.localdomain:-1/', 'http://169.254.169.254:80/latest/'],
  ...['http://sandbox.localdomain:80@169.254.169.254/', 'http:\\\\example.com:4243', 'http://2130706433:4243/'],
];

/** What is refused of an extension that may subscribe. */
export function malformedSubscriptions(identifier: string): MalformedKinds {
  const who = identifierHeader(identifier);
  return {
    'a subscription that is no JSON': (random) =>
      put(random.pick(PATHS), Buffer.concat([Buffer.from('{'), random.bytes(random.below(300))]), who),
    'a subscription that is no object': (random) =>
      put(random.pick(PATHS), random.pick(['', 'null', '[]', '7', '"platform"', 'true', '[{}]']), who),
    'a subscription without a part': (random) =>
      subscribe(random.pick(PATHS), { [random.pick(['destination', 'types'])]: undefined }, who),
    'a subscription with a part that is wrong': (random) =>
      subscribe(random.pick(PATHS), random.pick(WRONG_PARTS), who),
    'a destination that leads elsewhere': (random) =>
      subscribe(random.pick(PATHS), { destination: { protocol: 'HTTP', URI: random.pick(ELSEWHERE) } }, who),
    'a subscription without a bottom': (random) =>
      put(random.pick(PATHS), `{"types":${'['.repeat(1000 + random.below(100_000))}`, who),
    'a subscription that is too large': (random) =>
      subscribe(random.pick(PATHS), { comment: random.text(1).repeat(1_100_000) }, who),
    'a subscription whose body breaks off': (random) =>
      post(random.pick(PATHS), `${who}\r\ncontent-length: 100`, '{').replace(/^POST/, 'PUT'),
  };
}

/** A request to subscribe that would be taken but for these parts, or for who sends it. */
export function subscribe(path: string, parts: object, header: string): Buffer {
  const right = { types: ['platform'], destination: { protocol: 'HTTP', URI: 'http://sandbox.localdomain:4243/' } };
  const schemaVersion = path === LOGS_API_PATH ? '2021-03-18' : '2022-12-13';
  return put(path, JSON.stringify({ schemaVersion, ...right, ...parts }), header);
}

/** The header by which an extension says who it is. */
export function identifierHeader(identifier: string): string {
  return `${EXTENSION_HEADERS.identifier}: ${identifier}`;
}

function put(path: string, body: string | Buffer, header: string): Buffer {
  return Buffer.concat([Buffer.from('PUT'), withBody(path, body, header).subarray('POST'.length)]);
}
