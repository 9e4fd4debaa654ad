import { randomUUID } from 'node:crypto';
import { expect, test } from 'vitest';
import { EnvironmentApiServer } from '../../../../service/environment-api/environment-api-server.ts';
import { extensionsApiRoutes } from '../../../../service/environment-api/extensions-api-routes.ts';
import { ExtensionRegistry } from '../../../../service/extensions/extension-registry.ts';
import { sendRequest, type TestAnswer } from '../../../support/send-request.ts';

const REGISTER = '/2020-01-01/extension/register';
const NEXT = '/2020-01-01/extension/event/next';
const INIT_ERROR = '/2020-01-01/extension/init/error';
const EXIT_ERROR = '/2020-01-01/extension/exit/error';
const IDENTIFIER = 'lambda-extension-identifier';
const NOT_ALLOWED = 'Error: State transition is not allowed';

test.each([
  ['the name of no feature', undefined, undefined],
  ['another feature', 'colours', undefined],
  ['accountId among others', 'colours, accountId ,more', '123456789012'],
])('with %s, the account is told: %s → %s', async (_title, feature, accountId) => {
  await using api = await startApi();
  const answer = await register(
    api,
    'watch',
    { events: [] },
    feature === undefined ? {} : { 'lambda-extension-accept-feature': feature },
  );
  expect(JSON.parse(answer.body).accountId).toBe(accountId);
});

test.each([
  ['nothing', ''],
  ['an array', '[]'],
  ['a text', '"INVOKE"'],
  ['events that are no array', '{"events":"INVOKE"}'],
  ['events that are no texts', '{"events":[1]}'],
  ['broken JSON', '{"events":'],
])('a register body with %s is refused', async (_title, body) => {
  await using api = await startApi();
  const headers = { 'lambda-extension-name': 'watch' };
  const answer = await sendRequest(api.address, { method: 'POST', path: REGISTER, headers, body });
  expect(answer.status).toBe(403);
  expect(JSON.parse(answer.body)).toEqual({ errorType: 'InvalidRequestFormat', errorMessage: expect.any(String) });
  expect(api.registry.size).toBe(0);
});

test('configuration keys are refused unless there are none', async () => {
  await using api = await startApi();
  expectError(await register(api, 'watch', { events: [], configurationKeys: ['A'] }), {
    errorType: 'InvalidRequestFormat',
    errorMessage: 'configurationKeys are deprecated; use environment variables instead',
  });
  expect((await register(api, 'watch', { events: null, configurationKeys: [] })).status).toBe(200);
});

test('an event that is listed many times is one', async () => {
  await using api = await startApi();
  expect((await register(api, 'inside', { events: Array(1000).fill('INVOKE') })).status).toBe(200);
  expect(api.registry.records).toMatchObject([{ name: 'inside', events: ['INVOKE'] }]);
});

test('a body larger than any legal one is refused', async () => {
  await using api = await startApi();
  const answer = await register(api, 'watch', { events: ['x'.repeat(1024 * 1024)] });
  expect(answer.status).toBe(413);
  expect(JSON.parse(answer.body).errorType).toBe('RequestEntityTooLarge');
});

test('an external extension registers for SHUTDOWN, once', async () => {
  await using api = await startApi();
  api.registry.addExternal('watch.sh');
  expect((await register(api, 'watch.sh', { events: ['INVOKE', 'SHUTDOWN'] })).status).toBe(200);
  expectError(await register(api, 'watch.sh', { events: [] }), {
    errorType: 'Extension.InvalidExtensionState',
    errorMessage: `State transition from Registered to Registered failed for extension watch.sh. ${NOT_ALLOWED}`,
  });
  expectError(await register(api, 'watch.sh', { events: ['WAKE'] }), {
    errorType: 'Extension.InvalidEventType',
    errorMessage: 'WAKE: ErrorInvalidEventType',
  });
});

test('an external extension counts among the ten', async () => {
  await using api = await startApi();
  api.registry.addExternal('watch.sh');
  for (let number = 0; number < 9; number++) await register(api, `extension-${number}`, { events: [] });
  expectError(await register(api, 'tenth', { events: [] }), {
    errorType: 'Extension.TooManyExtensions',
    errorMessage: 'Extension limit (10) reached',
  });
});

test.each([
  ['without an identifier', {}, 'MissingExtensionIdentifier', 'Missing Lambda-Extension-Identifier header'],
  ['with an empty one', { [IDENTIFIER]: '' }, 'MissingExtensionIdentifier', expect.any(String)],
  ['with one that is no UUID', { [IDENTIFIER]: 'me' }, 'InvalidExtensionIdentifier', expect.any(String)],
  ['with an unknown one', { [IDENTIFIER]: randomUUID() }, 'UnknownExtensionIdentifier', expect.any(String)],
])('a report %s is refused', async (_title, headers, errorType, errorMessage) => {
  await using api = await startApi();
  for (const path of [INIT_ERROR, EXIT_ERROR]) {
    const answer = await sendRequest(api.address, { method: 'POST', path, headers });
    expectError(answer, { errorType: `Extension.${errorType}`, errorMessage });
  }
});

test('a report without an error type is refused', async () => {
  await using api = await startApi();
  const identifier = await registered(api);
  for (const path of [INIT_ERROR, EXIT_ERROR]) {
    const answer = await sendRequest(api.address, { method: 'POST', path, headers: { [IDENTIFIER]: identifier } });
    expectError(answer, {
      errorType: 'Extension.MissingHeader',
      errorMessage: 'Lambda-Extension-Function-Error-Type not found',
    });
  }
});

test('an init error is accepted before the first event/next, as often as it comes, and nothing after it', async () => {
  await using api = await startApi();
  const identifier = await registered(api);
  expect(await report(api, INIT_ERROR, identifier)).toMatchObject({ status: 202, body: '{"status":"OK"}\n' });
  expect((await report(api, INIT_ERROR, identifier)).status).toBe(202);
  expectError(await report(api, EXIT_ERROR, identifier), {
    errorType: 'Extension.InvalidExtensionState',
    errorMessage: `State transition from InitError to Exited failed for extension ${identifier}. ${NOT_ALLOWED}`,
  });
  expectError(await next(api, identifier), {
    errorType: 'Extension.InvalidExtensionState',
    errorMessage: `State transition from InitError to Ready failed for extension ${identifier}. ${NOT_ALLOWED}`,
  });
  expect(api.registry.records).toEqual([
    { name: 'watch', state: 'InitError', events: ['INVOKE'], errorType: 'My.Fault' },
  ]);
});

test('an init error of an extension that is ready is refused, an exit error is not', async () => {
  await using api = await startApi();
  const identifier = await registered(api);
  next(api, identifier).catch(() => {});
  await api.registry.ready();
  expectError(await report(api, INIT_ERROR, identifier), {
    errorType: 'Extension.InvalidExtensionState',
    errorMessage: `State transition from Ready to InitError failed for extension ${identifier}. ${NOT_ALLOWED}`,
  });
  expect((await report(api, EXIT_ERROR, identifier)).status).toBe(202);
  expect((await report(api, EXIT_ERROR, identifier)).status).toBe(202);
});

test('only an INVOKE event has an identifier', async () => {
  await using api = await startApi();
  api.registry.addExternal('watch');
  const identifier = await registered(api, ['INVOKE', 'SHUTDOWN']);
  const invoked = next(api, identifier);
  await api.registry.ready();
  expect(api.registry.deliverInvoke({ eventType: 'INVOKE' })).toEqual(['watch']);
  expect((await invoked).headers['lambda-extension-event-identifier']).toMatch(/^[\da-f-]{36}$/);
  const shutDown = next(api, identifier);
  await api.registry.ready();
  expect(api.registry.deliverShutdown('spindown', 1_767_225_700_000)).toEqual(['watch']);
  const { body, headers } = await shutDown;
  expect(body).toBe('{"eventType":"SHUTDOWN","deadlineMs":1767225700000,"shutdownReason":"spindown"}\n');
  expect(headers['lambda-extension-event-identifier']).toBeUndefined();
});

interface TestApi extends AsyncDisposable {
  readonly address: string;
  readonly registry: ExtensionRegistry;
}

async function startApi(): Promise<TestApi> {
  const registry = new ExtensionRegistry();
  const welcome = {
    functionName: 'test',
    functionVersion: '$LATEST',
    handler: 'index.handler',
    accountId: '123456789012',
  };
  const server = await EnvironmentApiServer.start(extensionsApiRoutes(registry, welcome));
  return { address: server.address, registry, [Symbol.asyncDispose]: () => server[Symbol.asyncDispose]() };
}

function register(api: TestApi, name: string, body: object, headers: object = {}): Promise<TestAnswer> {
  return sendRequest(api.address, {
    method: 'POST',
    path: REGISTER,
    headers: { 'lambda-extension-name': name, ...headers },
    body: JSON.stringify(body),
  });
}

async function registered(api: TestApi, events: readonly string[] = ['INVOKE']): Promise<string> {
  return String((await register(api, 'watch', { events })).headers[IDENTIFIER]);
}

function next(api: TestApi, identifier: string): Promise<TestAnswer> {
  return sendRequest(api.address, { path: NEXT, headers: { [IDENTIFIER]: identifier } });
}

function report(api: TestApi, path: string, identifier: string): Promise<TestAnswer> {
  const headers = { [IDENTIFIER]: identifier, 'lambda-extension-function-error-type': 'My.Fault' };
  return sendRequest(api.address, { method: 'POST', path, headers, body: '{"errorMessage":"no"}' });
}

function expectError(answer: TestAnswer, error: object): void {
  expect({ status: answer.status, ...JSON.parse(answer.body) }).toEqual({ status: 403, ...error });
}
