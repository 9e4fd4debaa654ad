import { join } from 'node:path';
import {
  InvokeCommand,
  type InvokeCommandOutput,
  InvokeWithResponseStreamCommand,
  type InvokeWithResponseStreamResponseEvent,
} from '@aws-sdk/client-lambda';
import { expect, test } from 'vitest';
import { createLocalRunner } from '../../../service/local-runner.ts';
import { repository } from '../../support/run-snapboot.ts';
import { expectNothingLeftAfterEach } from '../../support/service-traces.ts';
import { startService, type TestService } from '../../support/start-service.ts';

const BOOTSTRAPS = join(repository, 'test/fixtures/bootstraps');
const TRUNCATED = '{"errorType":"Runtime.TruncatedResponse","errorMessage":"HTTP request detected as truncated"}';
const TOO_LARGE =
  '{"errorType":"Function.ResponseSizeTooLarge",' +
  '"errorMessage":"Response payload size (7340032 bytes) exceeded maximum allowed payload size (6291556 bytes)."}';

expectNothingLeftAfterEach();

test('a runtime that answers twice is told so, and the caller has the first answer', async () => {
  await using lambda = await startWith('answers-twice');
  expect(textOf(await lambda.invoke('"first"'))).toBe('"first"');
  await lambda.logged(/^403 \{"errorMessage":"State transition from RuntimeResponseSentState to InvocationResponse /);
  expect(textOf(await lambda.invoke('"next"'))).toBe('"next"');
  expect(lambda.inits()).toBe(1);
});

test('an answer for another invocation is refused, and the right one still counts', async () => {
  await using lambda = await startWith('answers-for-another');
  expect(textOf(await lambda.invoke('"right"'))).toBe('"right"');
  await lambda.logged(/^400 \{"errorMessage":"Invalid request ID","errorType":"InvalidRequestID"\}/);
  expect(lambda.inits()).toBe(1);
});

test('an answer for another invocation is none: without the right one, time runs out', async () => {
  await using lambda = await startWith('answers-for-another', 1000);
  const answer = await lambda.invoke('"never"');
  expect(answer.FunctionError).toBe('Unhandled');
  expect(textOf(answer)).toContain('Task timed out after 1.00 seconds');
  await lambda.logged(/^REPORT .*\tStatus: timeout$/);
});

test('an answer of seven megabytes is an error of the function, and its process goes on', async () => {
  await using lambda = await startWith('answers-with-seven-megabytes');
  const answer = await lambda.invoke('"large"');
  expect(answer.FunctionError).toBe('Unhandled');
  expect(textOf(answer)).toBe(TOO_LARGE);
  await lambda.logged(/^413 \{"errorMessage":"Exceeded maximum allowed payload size \(6291556 bytes\)\."/);
  await lambda.logged(/^REPORT .*\tStatus: error\tError Type: Function\.ResponseSizeTooLarge$/);
  expect(textOf(await lambda.invoke('"small"'))).toBe('"small"');
  expect(lambda.inits()).toBe(1);
});

test.each(['"buffered"', '"streamed"'])(
  'an answer that breaks off, %s, is an error of the function, and its process may go on',
  async (how) => {
    await using lambda = await startWith('breaks-off-and-goes-on');
    const answer = await lambda.invoke(how);
    expect(answer.FunctionError).toBe('Unhandled');
    expect(textOf(answer)).toBe(TRUNCATED);
    await lambda.logged(/^REPORT .*\tStatus: error\tError Type: Runtime\.TruncatedResponse$/);
    expect(textOf(await lambda.invoke('"whole"'))).toBe('"whole"');
    expect(lambda.inits()).toBe(1);
  },
);

test('a stream that breaks off ends with an error, behind what had come', async () => {
  await using lambda = await startWith('breaks-off-and-goes-on');
  const { EventStream = [] as never } = await lambda.client.send(
    new InvokeWithResponseStreamCommand({ FunctionName: 'faulty', Payload: '"streamed"' }),
  );
  const events: InvokeWithResponseStreamResponseEvent[] = [];
  for await (const event of EventStream) events.push(event);
  expect(events.map(({ PayloadChunk }) => Buffer.from(PayloadChunk?.Payload ?? []).toString())).toEqual([
    '"a part',
    '',
  ]);
  expect(events[1]?.InvokeComplete).toEqual({ ErrorCode: 'Unhandled', ErrorDetails: TRUNCATED });
});

test('a runtime that hangs after its answer has broken off is ended when its time is up', async () => {
  await using lambda = await startWith('breaks-off-its-upload', 10_000);
  expect(textOf(await lambda.invoke('{}'))).toBe(TRUNCATED);
  await lambda.logged(/^REPORT .*\tStatus: error\tError Type: Runtime\.TruncatedResponse$/);
  expect(textOf(await lambda.invoke('{}'))).toBe(TRUNCATED);
});

test('a runtime that hangs up on its event gets it again', async () => {
  await using lambda = await startWith('drops-connections');
  const event = JSON.stringify('x'.repeat(1 << 20));
  expect(textOf(await lambda.invoke(event))).toBe(event);
  expect(textOf(await lambda.invoke('"next"'))).toBe('"next"');
  expect(lambda.inits()).toBe(1);
});

test('a runtime that exits after its answer leaves it to the caller, and the error to the log', async () => {
  await using lambda = await startWith('exits-after-response');
  expect(textOf(await lambda.invoke('{}'))).toBe('"done"');
  await lambda.logged(/^REPORT .*\tStatus: error\tError Type: Runtime\.ExitError$/);
});

interface FaultyService extends TestService {
  invoke(event: string): Promise<InvokeCommandOutput>;
  logged(line: RegExp): Promise<void>;
  /** How often processes were started for the function. */
  inits(): number;
}

async function startWith(bootstrap: string, timeoutMs = 20_000): Promise<FaultyService> {
  const lines: string[] = [];
  const lambda = await startService({
    functions: [{ name: 'faulty', taskRoot: join(repository, 'test/fixtures/functions'), handler: 'none', timeoutMs }],
    createRunner: (setting) => createLocalRunner(join(BOOTSTRAPS, `${bootstrap}.mjs`), setting),
    onLogLine: (_name, line) => lines.push(line),
  });
  return {
    ...lambda,
    invoke: (event) => lambda.client.send(new InvokeCommand({ FunctionName: 'faulty', Payload: event })),
    logged: (pattern) =>
      expect.poll(() => lines.some((line) => pattern.test(line)), { message: `${pattern}` }).toBe(true),
    inits: () => lines.filter((line) => line.startsWith('INIT_START')).length,
  };
}

function textOf({ Payload }: InvokeCommandOutput): string {
  return Payload?.transformToString() ?? '';
}
