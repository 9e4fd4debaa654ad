import { expect, test } from 'vitest';
import type { TelemetryEvent } from '../../../../runtime/protocol/telemetry-events.ts';
import { crashError, type InvokeOutcome, timeoutError } from '../../../../service/environments/environment-outcomes.ts';
import { InvocationRecord } from '../../../../service/environments/invocation-record.ts';
import { functionConfig } from '../../../../service/functions/function-config.ts';
import { TelemetryBus } from '../../../../service/telemetry/telemetry-bus.ts';

const SUCCEEDED: InvokeOutcome = {
  state: 'succeeded',
  response: { mode: 'buffered', payload: Buffer.from('"four"'), contentType: undefined },
};
const CRASHED: InvokeOutcome = { state: 'crashed', error: crashError('id-1', { kind: 'exited', status: 9 }) };
const TIMED_OUT: InvokeOutcome = { state: 'timed-out', error: timeoutError('id-1', 3000) };
const SANDBOX: InvokeOutcome = {
  state: 'crashed',
  error: { errorType: 'Sandbox.Failure', payload: Buffer.from('{}') },
};

const config = functionConfig({ name: 'hello', taskRoot: '/nowhere', handler: 'index.handler', memoryMb: 128 });

test.each([
  ['succeeds', [SUCCEEDED], undefined, { status: 'success' }],
  ['crashes', [CRASHED], undefined, { status: 'error', errorType: 'Runtime.ExitError' }],
  ['is failed by the platform', [SANDBOX], undefined, { status: 'failure', errorType: 'Sandbox.Failure' }],
  ['times out', [TIMED_OUT], undefined, { status: 'timeout' }],
  ['crashes after its answer', [SUCCEEDED], CRASHED, { status: 'error', errorType: 'Runtime.ExitError' }],
  [
    'crashes, and times out besides',
    [CRASHED, TIMED_OUT],
    TIMED_OUT,
    { status: 'error', errorType: 'Runtime.ExitError' },
  ],
] as const)('the end of an invocation and its report tell both that it %s', (_how, answers, brokenOff, told) => {
  const events = recorded((record) => {
    for (const answer of answers) record.answered(answer);
    if (brokenOff !== undefined) record.brokenOff(brokenOff);
  });
  expect(events.map(({ type }) => type)).toEqual(['platform.runtimeDone', 'platform.report']);
  for (const { record } of events) {
    const { status, errorType } = record as { readonly status?: string; readonly errorType?: string };
    expect({ status, errorType }).toEqual({ errorType: undefined, ...told });
  }
});

test('the bytes of an answer are told, and memory in whole megabytes, up to the limit', () => {
  const [done, report] = recorded((record) => record.answered(SUCCEEDED), 1_048_577);
  expect(done?.record).toMatchObject({ metrics: { producedBytes: 6 } });
  expect(report?.record).toMatchObject({ metrics: { memorySizeMB: 128, maxMemoryUsedMB: 2 } });
  const [crashed, full] = recorded((record) => record.answered(CRASHED), 1_048_576 * 200);
  expect(crashed?.record).not.toHaveProperty('metrics.producedBytes');
  expect(full?.record).toMatchObject({ metrics: { maxMemoryUsedMB: 128 } });
});

/** What telemetry is told of an invocation that has ended as `happen` says. */
function recorded(happen: (record: InvocationRecord) => void, peakBytes = 0): TelemetryEvent[] {
  const events: TelemetryEvent[] = [];
  const bus = new TelemetryBus();
  bus.on((event) => events.push(event));
  const invocation = { requestId: 'id-1', deadlineMs: 0, functionArn: 'arn', payload: Buffer.from('{}') };
  const record = new InvocationRecord(bus, invocation, '$LATEST');
  happen(record);
  record.runtimeDone(undefined);
  record.report(config, peakBytes, undefined);
  return events;
}
