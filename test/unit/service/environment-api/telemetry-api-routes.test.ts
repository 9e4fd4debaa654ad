import { randomUUID } from 'node:crypto';
import { expect, test } from 'vitest';
import { EnvironmentApiServer } from '../../../../service/environment-api/environment-api-server.ts';
import { logsApiRoutes } from '../../../../service/environment-api/logs-api-routes.ts';
import { telemetryApiRoutes } from '../../../../service/environment-api/telemetry-api-routes.ts';
import { ExtensionRegistry } from '../../../../service/extensions/extension-registry.ts';
import { TelemetryBus } from '../../../../service/telemetry/telemetry-bus.ts';
import { sendRequest, type TestAnswer } from '../../../support/send-request.ts';

const TELEMETRY = '/2022-07-01/telemetry';
const LOGS = '/2020-08-15/logs';
const destination = { protocol: 'TCP', port: 1 };
const BODIES = {
  [TELEMETRY]: { schemaVersion: '2022-12-13', types: ['platform'], destination },
  [LOGS]: { types: ['platform', 'function'], destination },
} as const;

test.each([TELEMETRY, `${TELEMETRY}/`, LOGS, `${LOGS}/`])('PUT %s subscribes', async (path) => {
  await using api = await startApi();
  const answer = await put(api, path, body(path));
  expect(answer).toMatchObject({ status: 200, body: '"OK"' });
  expect(api.events).toEqual([
    {
      time: expect.any(String),
      type: path.startsWith(LOGS) ? 'platform.logsSubscription' : 'platform.telemetrySubscription',
      record: { name: 'watch', state: 'Subscribed', types: JSON.parse(body(path)).types },
    },
  ]);
});

test.each([
  [TELEMETRY, 'ValidationError'],
  [LOGS, 'Logs.ValidationError'],
])('PUT %s with faults is answered with 400 and all of them', async (path, errorType) => {
  await using api = await startApi();
  const wrong = { ...JSON.parse(body(path)), types: [], destination: { protocol: 'HTTP', URI: 'http://sandbox' } };
  const answer = await put(api, path, JSON.stringify(wrong));
  expect(answer.status).toBe(400);
  expect(JSON.parse(answer.body)).toEqual({
    errorType,
    errorMessage: 'URI port is not provided; types should not be empty',
  });
  expect(api.events).toEqual([]);
});

test.each([
  [TELEMETRY, 'Telemetry.SubscriptionClosed', 'Telemetry API subscription is closed'],
  [LOGS, 'Logs.SubscriptionClosed', 'Logs API subscription is closed already'],
])('PUT %s after init is refused', async (path, errorType, errorMessage) => {
  await using api = await startApi();
  api.bus.closeSubscriptions();
  const answer = await put(api, path, body(path));
  expect({ status: answer.status, ...JSON.parse(answer.body) }).toEqual({ status: 403, errorType, errorMessage });
});

test.each([
  [undefined, 'MissingExtensionIdentifier'],
  ['me', 'InvalidExtensionIdentifier'],
  [randomUUID(), 'UnknownExtensionIdentifier'],
])('an extension has to say who it is: %s', async (identifier, errorType) => {
  await using api = await startApi();
  for (const path of [TELEMETRY, LOGS]) {
    const headers = identifier === undefined ? {} : { 'lambda-extension-identifier': identifier };
    const answer = await sendRequest(api.address, { method: 'PUT', path, headers, body: body(path) });
    expect(answer.status).toBe(403);
    expect(JSON.parse(answer.body).errorType).toBe(`Extension.${errorType}`);
  }
});

test.each([
  [TELEMETRY, LOGS, 'Logs.ValidationError', 'Telemetry API'],
  [LOGS, TELEMETRY, 'ValidationError', 'Logs API'],
])('whoever has subscribed by %s is refused by %s', async (first, second, errorType, name) => {
  await using api = await startApi();
  expect((await put(api, first, body(first))).status).toBe(200);
  const answer = await put(api, second, body(second));
  expect(answer.status).toBe(400);
  expect(JSON.parse(answer.body)).toEqual({
    errorType,
    errorMessage: `the extension has subscribed through the ${name} already`,
  });
});

test('another method is not allowed', async () => {
  await using api = await startApi();
  expect((await sendRequest(api.address, { method: 'POST', path: TELEMETRY })).status).toBe(405);
});

interface TestApi extends AsyncDisposable {
  readonly address: string;
  readonly bus: TelemetryBus;
  readonly identifier: string;
  readonly events: readonly object[];
}

async function startApi(): Promise<TestApi> {
  const registry = new ExtensionRegistry();
  const bus = new TelemetryBus();
  const events: object[] = [];
  bus.on((event) => events.push(event));
  await bus.openSubscriptions();
  const server = await EnvironmentApiServer.start([
    ...telemetryApiRoutes(registry, bus),
    ...logsApiRoutes(registry, bus),
  ]);
  return {
    address: server.address,
    bus,
    events,
    identifier: registry.register('watch', []),
    async [Symbol.asyncDispose]() {
      await bus[Symbol.asyncDispose]();
      await server[Symbol.asyncDispose]();
    },
  };
}

function put(api: TestApi, path: string, text: string): Promise<TestAnswer> {
  const headers = { 'lambda-extension-identifier': api.identifier };
  return sendRequest(api.address, { method: 'PUT', path, headers, body: text });
}

function body(path: string): string {
  return JSON.stringify(path.startsWith(LOGS) ? BODIES[LOGS] : BODIES[TELEMETRY]);
}
