import { expect, test } from 'vitest';
import { deadLetterAttributes } from '../../../../../service/async-invocations/destinations/dead-letter.ts';
import {
  invocationRecord,
  type RecordedEvent,
} from '../../../../../service/async-invocations/destinations/invocation-record.ts';

const ARN = 'arn:aws:lambda:us-east-1:123456789012:function:hello:$LATEST';
const FAILURE = {
  statusCode: 200,
  executedVersion: '7',
  functionError: 'Unhandled',
  payload: '{"errorMessage":"boom","errorType":"Error"}',
};

test('the record of an event whose function has failed', () => {
  const record = recordOf({ condition: 'RetriesExhausted', attempts: 3, result: FAILURE });
  expect(record).toEqual({
    version: '1.0',
    timestamp: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/),
    requestContext: {
      requestId: 'id',
      functionArn: ARN,
      condition: 'RetriesExhausted',
      approximateInvokeCount: 3,
    },
    requestPayload: { a: 1 },
    responseContext: { statusCode: 200, executedVersion: '7', functionError: 'Unhandled' },
    responsePayload: { errorMessage: 'boom', errorType: 'Error' },
  });
});

test('the record of an event whose function has succeeded', () => {
  const result = { statusCode: 200, executedVersion: '$LATEST', payload: '[1]' };
  expect(recordOf({ condition: 'Success', result })).toMatchObject({
    requestContext: { condition: 'Success' },
    responseContext: { statusCode: 200, executedVersion: '$LATEST' },
    responsePayload: [1],
  });
});

test('an event whose function never ran has no response', () => {
  const record = recordOf({ condition: 'EventAgeExceeded', attempts: 0, result: undefined });
  expect(Object.keys(record)).toEqual(['version', 'timestamp', 'requestContext', 'requestPayload']);
});

test('a response that is no JSON is a text', () => {
  const result = { statusCode: 200, executedVersion: '$LATEST', payload: 'streamed' };
  expect(recordOf({ result })).toMatchObject({ responsePayload: 'streamed' });
});

test.each([
  ['an error', { result: FAILURE }, '200', 'boom'],
  ['an error of another form', { result: { ...FAILURE, payload: '"gone"' } }, '200', '"gone"'],
  ['no error at all', { result: { ...FAILURE, payload: '' } }, '200', 'Unknown error'],
  ['no attempt', { result: undefined }, '429', 'Rate Exceeded.'],
  [
    'no concurrency',
    { condition: 'ZeroReservedConcurrency', result: undefined },
    undefined,
    'Function not invoked. Function is configured with zero reserved concurrent executions',
  ],
  [
    'a character that no message can have',
    { result: { ...FAILURE, payload: '{"errorMessage":"a\\u0000b"}' } },
    '200',
    'a\ufffdb',
  ],
  [
    'characters beyond U+FFFF, and halves of them',
    { result: { ...FAILURE, payload: '{"errorMessage":"\u{1f680}\u{10ffff}\\ud83d!\\ude80"}' } },
    '200',
    '\u{1f680}\u{10ffff}\ufffd!\ufffd',
  ],
  [
    'a long error that is cut in a character beyond U+FFFF',
    { result: { ...FAILURE, payload: `{"errorMessage":"xx${'\u{1f680}'.repeat(300)}"}` } },
    '200',
    `xx${'\u{1f680}'.repeat(255)}`,
  ],
  [
    'a long error',
    { result: { ...FAILURE, payload: `{"errorMessage":"${'ü'.repeat(600)}"}` } },
    '200',
    'ü'.repeat(512),
  ],
  [
    'a long error that is cut in a character',
    { result: { ...FAILURE, payload: `{"errorMessage":"x${'ü'.repeat(600)}"}` } },
    '200',
    `x${'ü'.repeat(511)}`,
  ],
] as const)('a dead letter says what was wrong: %s', (_what, more, code, message) => {
  expect(deadLetterAttributes(recorded(more))).toEqual({
    RequestID: { DataType: 'String', StringValue: 'id' },
    ...(code !== undefined && { ErrorCode: { DataType: 'Number', StringValue: code } }),
    ErrorMessage: { DataType: 'String', StringValue: message },
  });
});

function recordOf(more: Partial<RecordedEvent>): Record<string, unknown> {
  return JSON.parse(invocationRecord(recorded(more)));
}

function recorded(more: Partial<RecordedEvent>): RecordedEvent {
  return {
    event: {
      sequence: 1,
      requestId: 'id',
      reference: { name: 'hello', qualifier: undefined },
      payload: Buffer.from('{"a":1}'),
      traceId: '',
      tenantId: undefined,
      acceptedMs: 0,
      attempts: 0,
      throttles: 0,
      dueMs: 0,
      lastResult: undefined,
    },
    condition: 'RetriesExhausted',
    functionArn: ARN,
    attempts: 1,
    result: FAILURE,
    ...more,
  };
}
