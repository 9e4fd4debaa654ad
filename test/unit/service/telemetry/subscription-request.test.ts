import { expect, test } from 'vitest';
import { ApiError } from '../../../../service/http/api-error.ts';
import { readSubscriptionRequest } from '../../../../service/telemetry/subscription-request.ts';

const HTTP = { protocol: 'HTTP', URI: 'http://sandbox.localdomain:8080/path?a=b' };
const GOOD = { schemaVersion: '2025-01-29', types: ['platform', 'function'], destination: HTTP };

test('a request without buffering gets Lambda’s limits', () => {
  expect(readSubscriptionRequest('telemetry', JSON.stringify(GOOD))).toEqual({
    schema: { api: 'telemetry', version: '2025-01-29' },
    types: ['platform', 'function'],
    buffering: { maxItems: 10_000, maxBytes: 262_144, timeoutMs: 1000 },
    destination: {
      protocol: 'HTTP',
      method: 'POST',
      host: 'sandbox.localdomain:8080',
      port: 8080,
      path: '/path?a=b',
    },
  });
});

test.each(['2022-07-01', '2022-12-13', '2025-01-29'])('schema %s is known to the Telemetry API', (version) => {
  expect(read({ schemaVersion: version }).schema).toEqual({ api: 'telemetry', version });
});

test.each([undefined, '2020-08-15', '2021-03-18'])('schema %s is known to the Logs API', (version) => {
  const request = { ...GOOD, schemaVersion: version };
  expect(readSubscriptionRequest('logs', JSON.stringify(request)).schema).toEqual({
    api: 'logs',
    version: version ?? '2020-08-15',
  });
});

test('the outermost limits are legal', () => {
  const least = { maxItems: 1000, maxBytes: 262_144, timeoutMs: 25 };
  const most = { maxItems: 10_000, maxBytes: 1_048_576, timeoutMs: 30_000 };
  expect(read({ buffering: least }).buffering).toEqual(least);
  expect(read({ buffering: most }).buffering).toEqual(most);
});

test.each([
  ['http://sandbox.localdomain:1', 1, '/'],
  ['http://sandbox.localdomain:80', 80, '/'],
  ['http://sandbox.localdomain:80/x', 80, '/x'],
  ['http://sandbox:65535/lambda_logs', 65_535, '/lambda_logs'],
])('%s leads to port %i and path %s', (uri, port, path) => {
  expect(read({ destination: { protocol: 'HTTP', URI: uri } }).destination).toMatchObject({ port, path });
});

test('a TCP destination is a port', () => {
  expect(read({ destination: { protocol: 'TCP', port: 8080 } }).destination).toEqual({ protocol: 'TCP', port: 8080 });
});

test('a stream that is named twice counts once', () => {
  expect(read({ types: ['function', 'function'] }).types).toEqual(['function']);
});

test('the Logs API takes a method and an encoding, the Telemetry API overlooks them', () => {
  const destination = { ...HTTP, method: 'PUT', encoding: 'JSON' };
  const body = JSON.stringify({ ...GOOD, schemaVersion: '2021-03-18', destination });
  expect(readSubscriptionRequest('logs', body).destination).toMatchObject({ method: 'PUT' });
  expect(read({ destination: { ...HTTP, method: 'PUT' } }).destination).toMatchObject({ method: 'POST' });
});

test.each([
  ['no schema', { schemaVersion: undefined }, 'schemaVersion should be one of 2022-07-01, 2022-12-13, 2025-01-29'],
  [
    'another schema',
    { schemaVersion: '2020-08-15' },
    'schemaVersion should be one of 2022-07-01, 2022-12-13, 2025-01-29',
  ],
  ['no types', { types: undefined }, 'types should not be empty'],
  ['empty types', { types: [] }, 'types should not be empty'],
  ['an unknown type', { types: ['platform', 'mood'] }, 'types should be among platform, function, extension'],
  ['no destination', { destination: undefined }, 'destination should not be empty'],
  ['another protocol', { destination: { protocol: 'UDP' } }, 'destination protocol should be one of HTTP, TCP'],
  ['no URI', { destination: { protocol: 'HTTP' } }, 'URI is not provided or not valid'],
  ['a URI that is none', { destination: { protocol: 'HTTP', URI: 'sandbox' } }, 'URI is not provided or not valid'],
  [
    'a URI without port',
    { destination: { protocol: 'HTTP', URI: 'http://sandbox.localdomain/a:1' } },
    'URI port is not provided',
  ],
  [
    'a URI of another host',
    { destination: { protocol: 'HTTP', URI: 'http://example.com:8080' } },
    'URI host should be sandbox.localdomain',
  ],
  [
    'a URI that smuggles a host',
    { destination: { protocol: 'HTTP', URI: 'http://sandbox.localdomain:1@example.com:8080' } },
    'URI host should be sandbox.localdomain',
  ],
  [
    'https',
    { destination: { protocol: 'HTTP', URI: 'https://sandbox.localdomain:8080' } },
    'URI protocol should be http',
  ],
  [
    'the reserved port',
    { destination: { protocol: 'HTTP', URI: 'http://sandbox.localdomain:9001' } },
    'URI port 9001 is reserved',
  ],
  [
    'port 0',
    { destination: { protocol: 'HTTP', URI: 'http://sandbox.localdomain:0' } },
    'URI port should be between 1 and 65535',
  ],
  ['no TCP port', { destination: { protocol: 'TCP' } }, 'port is not provided'],
  ['a TCP port that is text', { destination: { protocol: 'TCP', port: '8080' } }, 'port should be between 1 and 65535'],
  ['a TCP port too high', { destination: { protocol: 'TCP', port: 65_536 } }, 'port should be between 1 and 65535'],
  ['the reserved TCP port', { destination: { protocol: 'TCP', port: 9001 } }, 'port 9001 is reserved'],
  ['few items', { buffering: { maxItems: 999 } }, 'maxItems should be between 1000 and 10000'],
  ['many items', { buffering: { maxItems: 10_001 } }, 'maxItems should be between 1000 and 10000'],
  ['half an item', { buffering: { maxItems: 1000.5 } }, 'maxItems should be between 1000 and 10000'],
  ['few bytes', { buffering: { maxBytes: 262_143 } }, 'maxBytes should be between 262144 and 1048576'],
  ['many bytes', { buffering: { maxBytes: 1_048_577 } }, 'maxBytes should be between 262144 and 1048576'],
  ['little time', { buffering: { timeoutMs: 24 } }, 'timeoutMs should be between 25 and 30000'],
  ['much time', { buffering: { timeoutMs: 30_001 } }, 'timeoutMs should be between 25 and 30000'],
  ['a limit that is text', { buffering: { timeoutMs: '100' } }, 'timeoutMs should be between 25 and 30000'],
  ['buffering that is none', { buffering: 'much' }, 'buffering should be an object'],
])('%s is refused', (_title, change, message) => {
  expect(() => read(change)).toThrow(new ApiError(400, 'ValidationError', message));
});

test('all faults are told at once, in the words of Lambda’s documents', () => {
  const change = { types: [], destination: { protocol: 'HTTP', URI: 'http://sandbox.localdomain' } };
  expect(() => read(change)).toThrow('URI port is not provided; types should not be empty');
});

test.each([
  ['text', 'no JSON', /^body should be JSON: /],
  ['an array', '[]', /^body should be a JSON object$/],
  ['nothing', '', /^body should be JSON: /],
])('a body that is %s is refused', (_title, body, message) => {
  expect(() => readSubscriptionRequest('telemetry', body)).toThrow(message);
});

test.each([
  ['method', 'GET', 'method should be one of POST, PUT'],
  ['encoding', 'XML', 'encoding should be JSON'],
])('the Logs API refuses another %s under its own error type', (field, value, message) => {
  const destination = { ...HTTP, [field]: value };
  const body = JSON.stringify({ types: ['function'], destination });
  expect(() => readSubscriptionRequest('logs', body)).toThrow(
    expect.objectContaining({ status: 400, errorType: 'Logs.ValidationError', message }),
  );
});

function read(change: object) {
  return readSubscriptionRequest('telemetry', JSON.stringify({ ...GOOD, ...change }));
}
