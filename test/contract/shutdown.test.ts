import { expect, test } from 'vitest';
import { logLines } from '../support/log-lines.ts';
import { requestId, startRecordedRuntimeApi } from '../support/recorded-runtime-api.ts';
import { runFunction, startFunction } from '../support/run-function.ts';
import { inManner, type Reply, refusal } from '../support/runtime-api-reply.ts';

const CLOSED = refusal(403, 'Extension.RegistrationClosed');

test.each(['is-told-to-shut-down', 'is-told-to-shut-down-in-default-export', 'listens-for-sigterm'])(
  'a function that %s is an internal extension before it asks for its first event',
  async (code) => {
    await using api = await startRecordedRuntimeApi([{ a: 1 }]);
    const { stdout, stderr } = await runFunction(code, { api });
    expect(api.sequence).toEqual(['register', 'extension next', 'next', 'response', 'next']);
    expect(api.responses).toEqual([{ a: 1 }]);
    const [register, parked] = api.calls;
    expect(register).toMatchObject({ json: { events: [] }, headers: { 'lambda-extension-name': 'snapboot' } });
    expect(parked?.headers['lambda-extension-identifier']).toBe('an-extension');
    expect({ stdout, stderr }).toEqual({ stdout: '', stderr: '' });
  },
);

test('a service may close the connection on which the extension has registered', async () => {
  await using api = await startRecordedRuntimeApi([{ a: 1 }], { register: inManner({ thenClose: true }) });
  await using _running = await startFunction('is-told-to-shut-down', { api });
  await api.call('extension next', 1);
  await api.idle();
  expect(api.responses).toEqual([{ a: 1 }]);
});

test.each([
  ['asks for nothing', 'returns-event'],
  ['listens for SIGTERM when it is invoked', 'listens-for-sigterm-when-invoked'],
  ['exports onShutdown that is no function', 'exports-on-shutdown-that-is-no-function'],
])('a function that %s is no extension', async (_what, code) => {
  await using api = await startRecordedRuntimeApi([{ a: 1 }]);
  await runFunction(code, { api });
  expect(api.sequence).toEqual(['next', 'response', 'next']);
});

test.each([
  ['is-told-to-shut-down', 'INFO\tshutting down'],
  ['is-told-to-shut-down-in-default-export', 'INFO\tshutting down'],
  ['is-told-to-shut-down-and-takes-its-time', 'INFO\tshut down'],
  [
    'is-told-to-shut-down-and-throws',
    expect.stringContaining('ERROR\tShutdown Error \t{"errorType":"Error","errorMessage":"not now"'),
  ],
])('SIGTERM runs onShutdown to its end, and the process exits with 0: %s', async (code, line) => {
  await using api = await startRecordedRuntimeApi([{}]);
  await using running = await startFunction(code, { api });
  await api.idle();
  running.signal('SIGTERM');
  expect(await running.exited).toBe('exit 0');
  expect(logLines(running.stdout).map((text) => text.replace(`#\t${requestId(1)}\t`, ''))).toEqual([line]);
});

test('a listener for SIGTERM decides for itself what comes of it', async () => {
  await using api = await startRecordedRuntimeApi([{}]);
  await using running = await startFunction('listens-for-sigterm', { api });
  await api.idle();
  running.signal('SIGTERM');
  expect(await running.exited).toBe('exit 5');
  expect(running.stdout).toContain('\tINFO\tterminated\n');
});

test('SIGTERM ends a function at once that has asked for nothing', async () => {
  await using api = await startRecordedRuntimeApi();
  await using running = await startFunction('returns-event', { api });
  await api.idle();
  running.signal('SIGTERM');
  expect(await running.exited).toBe('SIGTERM');
});

test.each<[string, Reply, string]>([
  ['403', CLOSED, `the Extensions API answered 403 to POST register: ${CLOSED.body?.trim()}`],
  [
    '404',
    { status: 404, body: '404 page not found\n' },
    'the Extensions API answered 404 to POST register: 404 page not found',
  ],
  ['200 and no identifier', { status: 200, body: '{}' }, 'the Extensions API answered 200 to POST register: {}'],
  ['nothing', { status: 0, hangUp: true }, 'no answer from ADDRESS: it closed the connection'],
])('an Extensions API that answers %s costs a warning, and the function works', async (_what, reply, reason) => {
  await using api = await startRecordedRuntimeApi([{ a: 1 }], { register: () => reply });
  const { end, stdout, stderr } = await runFunction('is-told-to-shut-down', { api });
  expect(api.sequence).toEqual(['register', 'next', 'response', 'next']);
  expect({ responses: api.responses, end, stderr }).toEqual({ responses: [{ a: 1 }], end: 'idle', stderr: '' });
  expect(logLines(stdout)).toEqual([
    `#\t-\tWARN\tshutdown hooks will not run: ${reason.replace('ADDRESS', api.address)}`,
  ]);
});

test('a service that closes the connection of the extension does not end the function', async () => {
  await using api = await startRecordedRuntimeApi([{ a: 1 }], {
    'extension next': () => ({ status: 0, hangUp: true }),
  });
  const { end, stdout, stderr } = await runFunction('is-told-to-shut-down', { api });
  expect({ responses: api.responses, end, stdout, stderr }).toEqual({
    responses: [{ a: 1 }],
    end: 'idle',
    stdout: '',
    stderr: '',
  });
});

test('the parked call of the extension does not keep the event loop from running empty', async () => {
  await using api = await startRecordedRuntimeApi([{}]);
  await runFunction('calls-back-and-is-told-to-shut-down', { api });
  expect(api.responses).toEqual(['once nothing is left to do']);
});

test('a connection that the service closes after the registration is opened again for the parked call', async () => {
  await using api = await startRecordedRuntimeApi([], {
    register: (_call, usual) => {
      const reply = usual();
      return reply && { ...reply, headers: { ...reply.headers, Connection: 'close' } };
    },
  });
  await using _running = await startFunction('is-told-to-shut-down', { api });
  await Promise.all([api.call('extension next'), api.idle()]);
  expect([...api.sequence].sort()).toEqual(['extension next', 'next', 'register']);
});
