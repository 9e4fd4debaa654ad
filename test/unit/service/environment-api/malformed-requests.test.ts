import { once } from 'node:events';
import { connect } from 'node:net';
import { expect, test } from 'vitest';
import { EnvironmentApiServer } from '../../../../service/environment-api/environment-api-server.ts';
import { extensionsApiRoutes } from '../../../../service/environment-api/extensions-api-routes.ts';
import { logsApiRoutes } from '../../../../service/environment-api/logs-api-routes.ts';
import { runtimeApiRoutes } from '../../../../service/environment-api/runtime-api-routes.ts';
import { RuntimeSession } from '../../../../service/environment-api/runtime-session.ts';
import { telemetryApiRoutes } from '../../../../service/environment-api/telemetry-api-routes.ts';
import { ExtensionRegistry } from '../../../../service/extensions/extension-registry.ts';
import { TelemetryBus } from '../../../../service/telemetry/telemetry-bus.ts';
import {
  isEnvironmentRefusal,
  MALFORMED_ENVIRONMENT_REQUESTS,
} from '../../../support/malformed-environment-requests.ts';
import { exchange, post, sendMalformed } from '../../../support/malformed-http.ts';
import { malformedSubscriptions } from '../../../support/malformed-subscriptions.ts';
import { sendRequest } from '../../../support/send-request.ts';

const REQUESTS = 1000;
const NEXT = '/2018-06-01/runtime/invocation/next';
const RESPONSE = '/2018-06-01/runtime/invocation/id-1/response';
const REGISTER = '/2020-01-01/extension/register';

test(`${REQUESTS} malformed requests while an environment begins change nothing in it`, async () => {
  await using api = await startApis();
  const identifier = api.registry.register('inside', ['INVOKE']);
  const kinds = { ...MALFORMED_ENVIRONMENT_REQUESTS, ...malformedSubscriptions(identifier) };
  const exchanges = await sendMalformed({ address: api.address, kinds, seed: 20_261_202, requests: REQUESTS });
  expect(exchanges).toHaveLength(REQUESTS);
  expect(exchanges.filter(({ answer }) => !isEnvironmentRefusal(answer))).toEqual([]);
  expect(api.registry.records).toEqual([{ name: 'inside', state: 'Registered', events: ['INVOKE'] }]);
  expect(api.events).toEqual([]);
  expect(api.session.initError).toBeUndefined();
  await expectInvocation(api);
});

test.each([
  ['no HTTP', 'hello\r\n\r\n', 400, 'InvalidRequestFormat'],
  ['a tunnel', 'CONNECT example.com:443 HTTP/1.1\r\n\r\n', 400, 'InvalidRequestFormat'],
  ['a header of two megabytes', `GET / HTTP/1.1\r\nx-a: ${'a'.repeat(2_000_000)}\r\n\r\n`, 431, 'InvalidRequestFormat'],
  ['half a head', 'GET /2018', 400, 'TruncatedHTTPRequest'],
  ['half a body', post(REGISTER, 'content-length: 9', '{'), 400, 'TruncatedHTTPRequest'],
])('%s is answered in the form of these APIs', async (_what, bytes, status, errorType) => {
  await using api = await startApis();
  const answer = await exchange(api.address, bytes);
  expect(answer).toMatch(new RegExp(`^HTTP/1\\.1 ${status} `));
  expect(isEnvironmentRefusal(answer)).toBe(true);
  expect(answer).toContain(`"errorType":"${errorType}"`);
});

test.each([
  ['an expectation', 'expect: the-unexpected'],
  ['an upgrade', 'connection: upgrade\r\nupgrade: websocket'],
  ['no host', 'x-a: b'],
])('a request with %s is answered as any other', async (_what, header) => {
  await using api = await startApis();
  const body = '{"events":["INVOKE"]}';
  const headers = [header, 'lambda-extension-name: inside', `content-length: ${body.length}`];
  const answer = await exchange(api.address, `POST ${REGISTER} HTTP/1.1\r\n${headers.join('\r\n')}\r\n\r\n${body}`);
  expect(answer).toMatch(/^HTTP\/1\.1 200 /);
  expect(api.registry.size).toBe(1);
});

test('a body that breaks off after its request was refused gets no second answer', async () => {
  await using api = await startApis();
  const answer = await exchange(api.address, post(RESPONSE, 'content-length: 100', 'a part'));
  expect(answer).toContain('InvalidRequestID');
  expect(answer.match(/HTTP\/1\.1/g)).toHaveLength(1);
});

test('who asks for a tunnel and goes away at once does no harm', async () => {
  await using api = await startApis();
  const [host = '', port] = api.address.split(':');
  const cut = async (): Promise<void> => {
    const socket = connect(Number(port), host);
    socket.on('error', () => {});
    await once(socket, 'connect');
    socket.write('CONNECT example.com:443 HTTP/1.1\r\n\r\n', () => socket.resetAndDestroy());
    await once(socket, 'close');
  };
  await Promise.all(Array.from({ length: 50 }, cut));
  await expectInvocation(api);
});

interface TestApis extends AsyncDisposable {
  readonly address: string;
  readonly session: RuntimeSession;
  readonly registry: ExtensionRegistry;
  /** What telemetry was told of. */
  readonly events: readonly string[];
}

async function startApis(): Promise<TestApis> {
  const session = new RuntimeSession();
  const registry = new ExtensionRegistry();
  const bus = new TelemetryBus();
  const events: string[] = [];
  bus.on(({ type }) => events.push(type));
  await bus.openSubscriptions();
  const welcome = { functionName: 'demo', functionVersion: '$LATEST', handler: 'index.handler' };
  const server = await EnvironmentApiServer.start([
    ...runtimeApiRoutes(session),
    ...extensionsApiRoutes(registry, welcome),
    ...telemetryApiRoutes(registry, bus),
    ...logsApiRoutes(registry, bus),
  ]);
  return {
    ...{ address: server.address, session, registry, events },
    async [Symbol.asyncDispose]() {
      await server[Symbol.asyncDispose]();
      await bus[Symbol.asyncDispose]();
    },
  };
}

/** A runtime takes an invocation and answers it. */
async function expectInvocation({ address, session }: TestApis): Promise<void> {
  const asked = sendRequest(address, { path: NEXT });
  await session.ready;
  const answer = session.deliver({ requestId: 'id-1', deadlineMs: 0, functionArn: 'arn', payload: Buffer.from('7') });
  expect(await asked).toMatchObject({ status: 200, body: '7' });
  expect(await sendRequest(address, { method: 'POST', path: RESPONSE, body: '8' })).toMatchObject({ status: 202 });
  expect(await answer).toMatchObject({ state: 'succeeded' });
}
