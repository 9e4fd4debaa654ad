import { expect, test } from 'vitest';
import type { Invocation } from '../../../../runtime/protocol/invocation.ts';
import { RuntimeSession } from '../../../../service/environment-api/runtime-session.ts';
import type { RuntimeState } from '../../../../service/environment-api/runtime-state.ts';
import { ApiError } from '../../../../service/http/api-error.ts';

const invocation: Invocation = {
  requestId: 'id-1',
  deadlineMs: 1_767_225_603_000,
  functionArn: 'arn:aws:lambda:us-east-1:123456789012:function:test',
  payload: Buffer.from('{}'),
};
const error = { errorType: 'Runtime.Unknown', payload: Buffer.from('{}') };

/** What brings a session into each state. */
const WAYS: Record<RuntimeState, (session: RuntimeSession) => void> = {
  Started: () => {},
  RestoreReady: (session) => session.restoreNext(() => {}),
  Restoring: (session) => go(session, 'RestoreReady').restore(),
  Ready: (session) => void session.next(() => {}),
  Running: (session) => void go(session, 'Ready').deliver(invocation),
  InvocationResponse: (session) => void go(session, 'Running').beginAnswer('InvocationResponse', 'id-1'),
  InvocationErrorResponse: (session) => void go(session, 'Running').beginAnswer('InvocationErrorResponse', 'id-1'),
  RuntimeResponseSentState: (session) =>
    go(session, 'InvocationResponse').endAnswer({ state: 'function-error', error }),
  InitError: (session) => session.failInit(error),
  RuntimeRestoreErrorState: (session) => go(session, 'Restoring').failRestore(error),
};

/** The calls of a runtime, in the order of the columns below. */
const CALLS: Record<string, (session: RuntimeSession) => void> = {
  next: (session) => void session.next(() => {}),
  response: (session) => void session.beginAnswer('InvocationResponse', 'id-1'),
  error: (session) => void session.beginAnswer('InvocationErrorResponse', 'id-1'),
  initError: (session) => session.failInit(error),
  restoreNext: (session) => session.restoreNext(() => {}),
  restoreError: (session) => session.failRestore(error),
};

test.each<[state: RuntimeState, ...statuses: readonly (number | 'ok')[]]>([
  ['Started', 'ok', 400, 400, 'ok', 'ok', 403],
  ['RestoreReady', 403, 400, 400, 403, 403, 403],
  ['Restoring', 'ok', 400, 400, 'ok', 403, 'ok'],
  ['Ready', 'ok', 400, 400, 403, 403, 403],
  ['Running', 'ok', 'ok', 'ok', 403, 403, 403],
  ['InvocationResponse', 403, 403, 403, 403, 403, 403],
  ['InvocationErrorResponse', 403, 403, 403, 403, 403, 403],
  ['RuntimeResponseSentState', 'ok', 403, 403, 403, 403, 403],
  ['InitError', 403, 400, 400, 403, 403, 403],
  ['RuntimeRestoreErrorState', 403, 400, 400, 403, 403, 403],
])('in the state %s a runtime may call what Lambda lets it call', (state, ...statuses) => {
  const found = Object.values(CALLS).map((call) => statusOf(call, go(new RuntimeSession(), state)));
  expect(found).toEqual(statuses);
});

test('the refusal of a call out of turn names both states', () => {
  const refusal = (state: RuntimeState, call: string): string => {
    const session = go(new RuntimeSession(), state);
    return messageOf(() => CALLS[call]?.(session));
  };
  const rest = 'failed for runtime. Error: State transition is not allowed';
  expect(refusal('Ready', 'restoreNext')).toBe(`State transition from Ready to RestoreReady ${rest}`);
  expect(refusal('Started', 'restoreError')).toBe(`State transition from Started to RuntimeRestoreErrorState ${rest}`);
  expect(refusal('RestoreReady', 'next')).toBe(`State transition from RestoreReady to Ready ${rest}`);
  expect(refusal('Running', 'initError')).toBe(`State transition from Running to InitError ${rest}`);
});

test('init is over when the runtime waits for a restore, and it is ready when it asks for an invocation', async () => {
  const session = new RuntimeSession();
  let restored = false;
  let isReady = false;
  void session.ready.then(() => {
    isReady = true;
  });
  session.restoreNext(() => {
    restored = true;
  });
  await session.initialised;
  expect([session.awaitsRestore, restored, isReady]).toEqual([true, false, false]);
  session.restore();
  expect([session.awaitsRestore, restored, isReady]).toEqual([false, true, false]);
  session.next(() => {});
  await session.ready;
});

test('an init error of a runtime that is being restored is the error of its restore', async () => {
  const session = go(new RuntimeSession(), 'Restoring');
  session.failInit(error);
  expect(await session.restoreFailed).toBe(error);
  expect(session.initError).toBeUndefined();
});

function go(session: RuntimeSession, state: RuntimeState): RuntimeSession {
  WAYS[state](session);
  return session;
}

function statusOf(call: (session: RuntimeSession) => void, session: RuntimeSession): number | 'ok' {
  try {
    call(session);
    return 'ok';
  } catch (refusal) {
    if (refusal instanceof ApiError) return refusal.status;
    throw refusal;
  }
}

function messageOf(call: () => void): string {
  try {
    call();
    return '';
  } catch (refusal) {
    return refusal instanceof ApiError ? refusal.message : String(refusal);
  }
}
