import { expect, test } from 'vitest';
import { EnvironmentApiServer } from '../../../../service/environment-api/environment-api-server.ts';
import { runtimeApiRoutes } from '../../../../service/environment-api/runtime-api-routes.ts';
import { RuntimeSession } from '../../../../service/environment-api/runtime-session.ts';
import { type ContainerCredentials, snapStartRoutes } from '../../../../service/environment-api/snap-start-routes.ts';
import { sendRequest, type TestAnswer } from '../../../support/send-request.ts';

const NEXT = '/2018-06-01/runtime/invocation/next';
const INIT_ERROR = '/2018-06-01/runtime/init/error';
const RESTORE_NEXT = '/2018-06-01/runtime/restore/next';
const RESTORE_ERROR = '/2018-06-01/runtime/restore/error';
const CREDENTIALS = '/2021-04-23/credentials';

const credentials: ContainerCredentials = {
  AccessKeyId: 'key',
  SecretAccessKey: 'secret',
  Token: 'session',
  Expiration: '2026-01-01T00:00:00.000Z',
};

test('restore/next is parked until the restore, and its answer is empty', async () => {
  await using api = await startApi();
  const asked = sendRequest(api.address, { path: RESTORE_NEXT });
  await api.session.initialised;
  api.session.restore();
  expect(await asked).toMatchObject({ status: 200, headers: { 'content-length': '0' }, body: '' });
  sendRequest(api.address, { path: NEXT }).catch(() => {});
  await api.session.ready;
});

test('restore/next is for init alone', async () => {
  await using api = await startApi();
  const asked = sendRequest(api.address, { path: RESTORE_NEXT });
  await api.session.initialised;
  const second = await sendRequest(api.address, { path: RESTORE_NEXT });
  expect(second).toMatchObject({ status: 403, body: expect.stringContaining('from RestoreReady to RestoreReady') });
  expect(await sendRequest(api.address, { path: NEXT })).toMatchObject({ status: 403 });
  api.session.restore();
  await asked;
  expect(await sendRequest(api.address, { path: RESTORE_NEXT })).toMatchObject({ status: 403 });
});

test.each([RESTORE_ERROR, INIT_ERROR])('an error posted to %s ends the restore, once', async (path) => {
  await using api = await startApi();
  await restore(api);
  expect(await post(api, path, '{"errorType":"E"}', 'Runtime.AfterRestoreError')).toMatchObject({
    status: 202,
    body: '{"status":"OK"}\n',
  });
  expect(await api.session.restoreFailed).toEqual({
    errorType: 'Runtime.AfterRestoreError',
    payload: Buffer.from('{"errorType":"E"}'),
  });
  expect(await post(api, path, '{}')).toMatchObject({ status: 403 });
  expect(await sendRequest(api.address, { path: NEXT })).toMatchObject({ status: 403 });
});

test('the error type of a restore is normalised like any other', async () => {
  await using api = await startApi();
  await restore(api);
  await post(api, RESTORE_ERROR, '', 'TypeError');
  expect(await api.session.restoreFailed).toMatchObject({ errorType: 'Runtime.Unknown' });
});

test('there is no restore error before a restore', async () => {
  await using api = await startApi();
  const refused = await post(api, RESTORE_ERROR, '{}');
  expect(refused).toMatchObject({ status: 403, body: expect.stringContaining('InvalidStateTransition') });
});

test('the right token opens the credentials, and no other one', async () => {
  await using api = await startApi();
  const answer = await sendRequest(api.address, { path: CREDENTIALS, headers: { authorization: 'right' } });
  expect(answer).toMatchObject({ status: 200, headers: { 'content-type': 'application/json' } });
  expect(JSON.parse(answer.body)).toEqual(credentials);
  for (const headers of [{}, { authorization: 'wrong' }, { authorization: 'Bearer right' }, { authorization: '' }]) {
    const refused = await sendRequest(api.address, { path: CREDENTIALS, headers });
    expect(refused).toMatchObject({ status: 404, body: 'cannot get credentials for the provided token\n' });
  }
});

test('the right token opens nothing where there are no credentials', async () => {
  await using api = await startApi({ found: undefined });
  const answer = await sendRequest(api.address, { path: CREDENTIALS, headers: { authorization: 'right' } });
  expect(answer).toMatchObject({ status: 404, body: 'cannot get credentials for the provided token\n' });
});

test('without SnapStart there are no such paths', async () => {
  const session = new RuntimeSession();
  await using server = await EnvironmentApiServer.start(runtimeApiRoutes(session));
  for (const path of [RESTORE_NEXT, RESTORE_ERROR, CREDENTIALS]) {
    const method = path === RESTORE_ERROR ? 'POST' : 'GET';
    const answer = await sendRequest(server.address, { method, path });
    expect(answer).toMatchObject({ status: 404, body: '404 page not found\n' });
  }
  expect(session.awaitsRestore).toBe(false);
});

interface TestApi extends AsyncDisposable {
  readonly address: string;
  readonly session: RuntimeSession;
}

async function startApi(given: { found: ContainerCredentials | undefined } = { found: credentials }): Promise<TestApi> {
  const session = new RuntimeSession();
  const access = { token: 'right', read: () => given.found };
  const server = await EnvironmentApiServer.start([...runtimeApiRoutes(session), ...snapStartRoutes(session, access)]);
  return { address: server.address, session, [Symbol.asyncDispose]: () => server[Symbol.asyncDispose]() };
}

async function restore(api: TestApi): Promise<void> {
  const asked = sendRequest(api.address, { path: RESTORE_NEXT });
  await api.session.initialised;
  api.session.restore();
  await asked;
}

function post(api: TestApi, path: string, body: string, errorType?: string): Promise<TestAnswer> {
  const headers = errorType === undefined ? {} : { 'lambda-runtime-function-error-type': errorType };
  return sendRequest(api.address, { method: 'POST', path, body, headers });
}
