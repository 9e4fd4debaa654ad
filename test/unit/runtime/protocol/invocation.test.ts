import { expect, test } from 'vitest';
import { readInvocation } from '../../../../runtime/protocol/invocation.ts';

const PAYLOAD = Buffer.from('{}');
const REQUIRED = {
  'lambda-runtime-aws-request-id': 'request-1',
  'lambda-runtime-deadline-ms': '1767225603000',
  'lambda-runtime-invoked-function-arn': 'arn:aws:lambda:eu-west-1:111122223333:function:demo:live',
};

test('an invocation is read from the headers of an answer, its payload as it is', () => {
  const all = {
    ...REQUIRED,
    'content-type': 'application/json',
    'lambda-runtime-invocation-id': 'attempt-1',
    'lambda-runtime-trace-id': 'Root=1',
    'lambda-runtime-client-context': '{"a":1}',
    'lambda-runtime-cognito-identity': '{"b":2}',
    'lambda-runtime-aws-tenant-id': 'tenant-1',
  };
  const invocation = read(all);
  expect(invocation).toEqual({
    requestId: 'request-1',
    deadlineMs: 1_767_225_603_000,
    functionArn: 'arn:aws:lambda:eu-west-1:111122223333:function:demo:live',
    invocationId: 'attempt-1',
    traceId: 'Root=1',
    clientContext: '{"a":1}',
    cognitoIdentity: '{"b":2}',
    tenantId: 'tenant-1',
    payload: PAYLOAD,
  });
  expect(Reflect.get(invocation as object, 'payload')).toBe(PAYLOAD);
});

test.each([
  ['not there', {}],
  [
    'empty',
    {
      'lambda-runtime-invocation-id': '',
      'lambda-runtime-trace-id': '',
      'lambda-runtime-client-context': '',
      'lambda-runtime-cognito-identity': '',
      'lambda-runtime-aws-tenant-id': '',
    },
  ],
])('what a service leaves out is undefined: %s', (_how, headers) => {
  expect(read({ ...REQUIRED, ...headers })).toEqual({
    requestId: 'request-1',
    deadlineMs: 1_767_225_603_000,
    functionArn: REQUIRED['lambda-runtime-invoked-function-arn'],
    payload: PAYLOAD,
  });
});

test('a function may go without an ARN', () => {
  expect(read({ ...REQUIRED, 'lambda-runtime-invoked-function-arn': undefined })).toMatchObject({ functionArn: '' });
});

test.each([
  ['lambda-runtime-aws-request-id', undefined],
  ['lambda-runtime-aws-request-id', ''],
  ['lambda-runtime-deadline-ms', undefined],
  ['lambda-runtime-deadline-ms', ''],
  ['lambda-runtime-deadline-ms', 'soon'],
])('a header that is needed is named: %s=%j', (name, value) => {
  expect(read({ ...REQUIRED, [name]: value })).toBe(name);
});

function read(headers: Record<string, string | undefined>): unknown {
  const present = Object.entries(headers).filter((entry): entry is [string, string] => entry[1] !== undefined);
  return readInvocation(new Map(present), PAYLOAD);
}
