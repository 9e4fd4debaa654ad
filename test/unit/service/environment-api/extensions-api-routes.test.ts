import { randomUUID } from 'node:crypto';
import { expect, test } from 'vitest';
import { EnvironmentApiServer } from '../../../../service/environment-api/environment-api-server.ts';
import { extensionsApiRoutes } from '../../../../service/environment-api/extensions-api-routes.ts';
import { ExtensionRegistry } from '../../../../service/extensions/extension-registry.ts';
import { sendRequest, type TestAnswer } from '../../../support/send-request.ts';

const REGISTER = '/2020-01-01/extension/register';
const NEXT = '/2020-01-01/extension/event/next';

test('an extension registers, learns about the function and gets an identifier', async () => {
  await using api = await startApi();
  const answer = await register(api, 'watch', ['INVOKE']);
  expect(answer.status).toBe(200);
  expect(JSON.parse(answer.body)).toEqual({
    functionName: 'test',
    functionVersion: '$LATEST',
    handler: 'index.handler',
  });
  expect(answer.headers['lambda-extension-identifier']).toMatch(/^[\da-f-]{36}$/);
  expect(api.registry.size).toBe(1);
});

test.each([
  ['an empty name', '', ['INVOKE'], 'Extension.InvalidExtensionName', 'Empty extension name'],
  ['an unknown event', 'a', ['WAKE'], 'Extension.InvalidEventType', 'WAKE: ErrorInvalidEventType'],
  [
    'SHUTDOWN, which internal extensions do not get',
    'a',
    ['SHUTDOWN'],
    'Extension.InvalidEventType',
    'SHUTDOWN: ShutdownEventNotSupportedForInternalExtension',
  ],
])('registering with %s is refused', async (_title, name, events, errorType, errorMessage) => {
  await using api = await startApi();
  const answer = await register(api, name, events);
  expect(answer.status).toBe(403);
  expect(JSON.parse(answer.body)).toEqual({ errorType, errorMessage });
});

test('a name registers once, ten extensions register, and none when init is over', async () => {
  await using api = await startApi();
  for (let number = 0; number < 10; number++) await register(api, `extension-${number}`, []);
  expect(JSON.parse((await register(api, 'extension-0', [])).body).errorType).toBe('Extension.InvalidExtensionState');
  expect(JSON.parse((await register(api, 'eleventh', [])).body).errorType).toBe('Extension.TooManyExtensions');
  api.registry.close();
  expect(JSON.parse((await register(api, 'late', [])).body).errorType).toBe('Extension.RegistrationClosed');
});

test('a body that is no JSON is refused', async () => {
  await using api = await startApi();
  const headers = { 'lambda-extension-name': 'a' };
  const answer = await sendRequest(api.address, { method: 'POST', path: REGISTER, headers, body: '{' });
  expect(answer).toMatchObject({ status: 403, body: expect.stringContaining('InvalidRequestFormat') });
});

test.each([
  ['without an identifier', undefined, 'Extension.MissingExtensionIdentifier'],
  ['with an identifier that is no UUID', 'me', 'Extension.InvalidExtensionIdentifier'],
  ['with an unknown identifier', randomUUID(), 'Extension.UnknownExtensionIdentifier'],
])('event/next %s is refused', async (_title, identifier, errorType) => {
  await using api = await startApi();
  const answer = await next(api, identifier);
  expect(answer.status).toBe(403);
  expect(JSON.parse(answer.body).errorType).toBe(errorType);
});

test('event/next makes an extension ready, and INVOKE wakes who has asked for it', async () => {
  await using api = await startApi();
  const identifier = (await register(api, 'watch', ['INVOKE'])).headers['lambda-extension-identifier']?.toString();
  const parked = next(api, identifier);
  await api.registry.ready();
  api.registry.deliverInvoke({ eventType: 'INVOKE', requestId: 'id-1' });
  const event = await parked;
  expect(JSON.parse(event.body)).toEqual({ eventType: 'INVOKE', requestId: 'id-1' });
  expect(event.headers['lambda-extension-event-identifier']).toMatch(/^[\da-f-]{36}$/);
  let isReady = false;
  const ready = api.registry.ready().then(() => {
    isReady = true;
  });
  // Whatever the event had set off would have happened before another request is answered.
  await next(api, 'me');
  expect(isReady).toBe(false);
  next(api, identifier).catch(() => {});
  await ready;
});

test('a second event/next beside a parked one is refused', async () => {
  await using api = await startApi();
  const identifier = (await register(api, 'watch', [])).headers['lambda-extension-identifier']?.toString();
  next(api, identifier).catch(() => {});
  await api.registry.ready();
  expect(JSON.parse((await next(api, identifier)).body)).toEqual({
    errorType: 'Extension.InvalidExtensionState',
    errorMessage: `State transition from Ready to Ready failed for extension ${identifier}. Error: State transition is not allowed`,
  });
});

interface TestApi extends AsyncDisposable {
  readonly address: string;
  readonly registry: ExtensionRegistry;
}

async function startApi(): Promise<TestApi> {
  const registry = new ExtensionRegistry();
  const welcome = { functionName: 'test', functionVersion: '$LATEST', handler: 'index.handler' };
  const server = await EnvironmentApiServer.start(extensionsApiRoutes(registry, welcome));
  return { address: server.address, registry, [Symbol.asyncDispose]: () => server[Symbol.asyncDispose]() };
}

function register(api: TestApi, name: string, events: readonly string[]): Promise<TestAnswer> {
  const headers = { 'lambda-extension-name': name };
  return sendRequest(api.address, { method: 'POST', path: REGISTER, headers, body: JSON.stringify({ events }) });
}

function next(api: TestApi, identifier: string | undefined): Promise<TestAnswer> {
  const headers = identifier === undefined ? {} : { 'lambda-extension-identifier': identifier };
  return sendRequest(api.address, { path: NEXT, headers });
}
