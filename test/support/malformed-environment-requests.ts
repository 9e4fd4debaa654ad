import { EXTENSION_HEADERS, EXTENSIONS_API } from '../../runtime/protocol/extensions-api.ts';
import { REPORT_HEADERS, RUNTIME_API } from '../../runtime/protocol/runtime-api.ts';
import { LOGS_API_PATH, TELEMETRY_API_PATH } from '../../runtime/protocol/telemetry-api.ts';
import { type MalformedKinds, malformedHttp, post, withBody } from './malformed-http.ts';
import { identifierHeader, subscribe } from './malformed-subscriptions.ts';
import type { SeededRandom } from './seeded-random.ts';

const UNKNOWN_ID = '8476a536-e9f4-11e8-9739-2dfe598c3fcd';
const RESPONSE = RUNTIME_API.response(UNKNOWN_ID);
const ERROR = RUNTIME_API.error(UNKNOWN_ID);
const GET_PATHS = [RUNTIME_API.next, EXTENSIONS_API.next];
// Each refuses an empty request whatever has happened before.
const REFUSING = [RESPONSE, ERROR, EXTENSIONS_API.register, EXTENSIONS_API.initError, EXTENSIONS_API.exitError];
const POST_PATHS = [...REFUSING, RUNTIME_API.initError];
const PUT_PATHS = [TELEMETRY_API_PATH, LOGS_API_PATH];
const VERSIONS = /\d{4}-\d\d-\d\d/;

const NO_REGISTRATIONS: readonly unknown[] = [
  ...['text', 7, true, [], [['INVOKE']], { events: 'INVOKE' }, { events: { 0: 'INVOKE' } }, { events: 1 }],
  ...[{ events: [null] }, { events: [['INVOKE']] }, { events: ['invoke'] }, { events: ['INVOKE', ''] }],
  ...[{ events: ['SHUTDOWN'] }, { events: ['INVOKE', 'SHUTDOWN'] }, { configurationKeys: ['A'] }],
  ...[{ configurationKeys: 'A' }, { events: ['__proto__'] }, { events: ['INVOKE', 'x'.repeat(5000)] }],
];

/** What the Runtime, Extensions, Telemetry and Logs APIs refuse with 4xx in whatever state an environment is. */
export const MALFORMED_ENVIRONMENT_REQUESTS: MalformedKinds = {
  ...malformedHttp(RESPONSE),
  ...runtimeApiKinds(),
  ...extensionsApiKinds(),
  'a subscription of nobody': (random) => subscribe(random.pick(PUT_PATHS), {}, 'x-a: b'),
  'a subscription of somebody unknown': (random) => subscribe(random.pick(PUT_PATHS), {}, wrongIdentifier(random)),
  'a report whose body breaks off': (random) => post(random.pick(POST_PATHS), 'content-length: 100', '{"a":'),
  'a path that is unknown': (random) => post(`/${encodeURIComponent(random.text(30))}`, 'content-length: 0'),
  'a version that is unknown': (random) =>
    post(random.pick([...POST_PATHS, ...PUT_PATHS]).replace(VERSIONS, `20${10 + random.below(90)}-02-30`), 'x-a: b'),
  'another method': (random) => {
    const [methods, path] = random.pick([
      ...POST_PATHS.map((each) => [['GET', 'PUT', 'DELETE', 'PATCH', 'OPTIONS', 'M-SEARCH'], each] as const),
      ...GET_PATHS.map((each) => [['POST', 'PUT', 'DELETE', 'PROPFIND'], each] as const),
      ...PUT_PATHS.map((each) => [['GET', 'POST', 'DELETE', 'PATCH'], each] as const),
    ]);
    return `${random.pick(methods)} ${path} HTTP/1.1\r\nhost: x\r\n\r\n`;
  },
  'an upgrade to something else': (random) =>
    post(random.pick(REFUSING), `connection: upgrade\r\nupgrade: ${random.pick(['websocket', 'h2c', 'x'])}`),
  'an expectation that nobody can meet': (random) => post(random.pick(REFUSING), `expect: ${random.text(9)}`),
  'a way out of the folder': (random) =>
    post(`/2018-06-01/runtime/invocation/${random.pick(['..', '%2e%2e%2f', '../..', '..%5c'])}/response`, 'x-a: b'),
};

/** In the form of these APIs: an error in JSON, or what Lambda's router says to what it does not know. */
export function isEnvironmentRefusal(answer: string): boolean {
  const [head = '', body = ''] = answer.split('\r\n\r\n', 2);
  if (/^HTTP\/1\.1 405 /.test(head)) return body === '';
  if (/^HTTP\/1\.1 404 /.test(head)) return body === '404 page not found\n';
  if (!/^HTTP\/1\.1 4\d\d /.test(head) || !/\r\ncontent-type: application\/json/i.test(head)) return false;
  if (body.indexOf('\n') !== body.length - 1) return false;
  const { errorType, errorMessage } = JSON.parse(body);
  return /^[A-Za-z.]+$/.test(errorType) && typeof errorMessage === 'string';
}

function runtimeApiKinds(): MalformedKinds {
  return {
    'an answer to an invocation that is unknown': (random) =>
      withBody(random.pick([RUNTIME_API.response, RUNTIME_API.error])(random.text(1 + random.below(90))), '{}'),
    'an answer to no invocation': (random) =>
      withBody(`/2018-06-01/runtime/invocation//${random.pick(['response', 'error'])}`, '{}'),
    'an answer to an invocation of wild escapes': (random) =>
      post(`/2018-06-01/runtime/invocation/%${random.text(5).replaceAll(/[/?#]/g, '')}%/response`, 'content-length: 0'),
    'a response in a mode that is none': (random) =>
      withBody(RESPONSE, '{}', `${REPORT_HEADERS.responseMode}: ${random.text(9)}`),
    'a response of a wrong attempt': (random) =>
      withBody(RESPONSE, '{}', `${REPORT_HEADERS.invocationId}: ${random.text(1 + random.below(9000))}`),
    'a response that is too large': (random) => withBody(RESPONSE, Buffer.alloc(6_291_557, random.text(1))),
    'an error with a huge cause': (random) =>
      withBody(ERROR, '{}', `${REPORT_HEADERS.xrayCause}: ${random.text(1).repeat(900_000)}`),
    'an answer without an invocation id in a path without an end': (random) =>
      post(RUNTIME_API.error('a'.repeat(9000 + random.below(90_000))), 'content-length: 0'),
  };
}

function extensionsApiKinds(): MalformedKinds {
  const name = `${EXTENSION_HEADERS.name}: watch`;
  const reports = [EXTENSIONS_API.initError, EXTENSIONS_API.exitError];
  return {
    'a registration without a name': (random) =>
      withBody(EXTENSIONS_API.register, '{"events":[]}', random.pick(['x-a: b', `${EXTENSION_HEADERS.name}:`])),
    'a registration that is no JSON': (random) =>
      withBody(EXTENSIONS_API.register, Buffer.concat([Buffer.from('{'), random.bytes(random.below(300))]), name),
    'a registration of a wrong shape': (random) =>
      withBody(EXTENSIONS_API.register, JSON.stringify(random.pick(NO_REGISTRATIONS)), name),
    'a registration without a bottom': (random) =>
      withBody(EXTENSIONS_API.register, '['.repeat(1000 + random.below(100_000)), name),
    'a registration that is too large': (random) =>
      withBody(EXTENSIONS_API.register, JSON.stringify({ events: [random.text(1).repeat(1_100_000)] }), name),
    'an extension that does not say who it is': () => `GET ${EXTENSIONS_API.next} HTTP/1.1\r\nhost: x\r\n\r\n`,
    'an extension that is unknown': (random) =>
      `GET ${EXTENSIONS_API.next} HTTP/1.1\r\nhost: x\r\n${wrongIdentifier(random)}\r\n\r\n`,
    'an error of an extension that is unknown': (random) =>
      withBody(random.pick(reports), '{}', `${wrongIdentifier(random)}\r\n${EXTENSION_HEADERS.errorType}: Extension.X`),
    'an error of an extension, without a type': (random) => withBody(random.pick(reports), '{}'),
    'an error of an extension that is too large': (random) =>
      withBody(random.pick(reports), random.text(1).repeat(1_100_000)),
  };
}

function wrongIdentifier(random: SeededRandom): string {
  const wrong = [random.text(1 + random.below(90)), UNKNOWN_ID, '', 'a'.repeat(500_000), UNKNOWN_ID.replace('8', 'x')];
  return identifierHeader(random.pick(wrong));
}
