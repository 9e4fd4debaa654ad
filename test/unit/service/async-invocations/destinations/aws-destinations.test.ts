import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { json } from 'node:stream/consumers';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { AwsDestinations } from '../../../../../service/async-invocations/destinations/aws-destinations.ts';
import type { Delivery } from '../../../../../service/async-invocations/destinations/delivery-queue.ts';

const FUNCTION = 'arn:aws:lambda:us-east-1:123456789012:function:f:$LATEST';
const QUEUE = 'arn:aws:sqs:eu-west-1:123456789012:letters';
const BUS = 'arn:aws:events:eu-west-1:123456789012:event-bus/records';

const BODY = '{"a":1}';
// The SDK compares it with its own.
const BODY_MD5 = createHash('md5').update(BODY).digest('hex');

type Answer = readonly [status: number, body: object];

beforeEach(() => {
  // The service looks for keys of its own: not in a cloud that these tests may run in.
  vi.stubEnv('AWS_EC2_METADATA_DISABLED', 'true');
});

afterEach(() => {
  vi.unstubAllEnvs();
});

test('a queue is looked up once, and once more when it has taken nothing: it may have been made anew', async () => {
  let isGone = false;
  await using aws = await startAws((operation, endpoint) => {
    if (operation === 'GetQueueUrl') return [200, { QueueUrl: `${endpoint}/${isGone ? 'new' : 'old'}` }];
    return isGone
      ? [400, { __type: 'com.amazonaws.sqs#QueueDoesNotExist' }]
      : [200, { MessageId: 'm', MD5OfMessageBody: BODY_MD5 }];
  });
  using destinations = new AwsDestinations(aws.endpoint);
  await destinations.send(delivery(QUEUE));
  await destinations.send(delivery(QUEUE));
  isGone = true;
  await expect(destinations.send(delivery(QUEUE))).rejects.toThrow();
  await expect(destinations.send(delivery(QUEUE))).rejects.toThrow();
  expect(aws.calls.map(({ operation, input }) => [operation, input.QueueUrl])).toEqual([
    ['GetQueueUrl', undefined],
    ['SendMessage', `${aws.endpoint}/old`],
    ['SendMessage', `${aws.endpoint}/old`],
    ['SendMessage', `${aws.endpoint}/old`],
    ['GetQueueUrl', undefined],
    ['SendMessage', `${aws.endpoint}/new`],
  ]);
  expect(aws.calls[0]?.input).toEqual({ QueueName: 'letters', QueueOwnerAWSAccountId: '123456789012' });
});

test('an answer without the URL of a queue is a fault', async () => {
  await using aws = await startAws(() => [200, {}]);
  using destinations = new AwsDestinations(aws.endpoint);
  await expect(destinations.send(delivery(QUEUE))).rejects.toThrow('GetQueueUrl has answered without a URL');
});

test('an event bus gets the record as the detail of an event', async () => {
  await using aws = await startAws(() => [200, { Entries: [{ EventId: 'e' }], FailedEntryCount: 0 }]);
  using destinations = new AwsDestinations(aws.endpoint);
  await destinations.send(delivery(BUS));
  await destinations.send({ ...delivery(BUS), succeeded: true });
  expect(aws.calls.map(({ input }) => input.Entries)).toMatchObject([
    [
      {
        EventBusName: BUS,
        Source: 'lambda',
        DetailType: 'Lambda Function Invocation Result - Failure',
        Detail: BODY,
        Resources: [BUS, FUNCTION],
      },
    ],
    [{ DetailType: 'Lambda Function Invocation Result - Success' }],
  ]);
});

test('what an event bus refuses is an error, though the call itself is none', async () => {
  const entry = { ErrorCode: 'InternalFailure', ErrorMessage: 'not now' };
  await using aws = await startAws(() => [200, { Entries: [entry], FailedEntryCount: 1 }]);
  using destinations = new AwsDestinations(aws.endpoint);
  await expect(destinations.send(delivery(BUS))).rejects.toThrow('InternalFailure: not now');
});

test('other services are no destination', async () => {
  using destinations = new AwsDestinations(undefined);
  await expect(destinations.send(delivery('arn:aws:lambda:eu-west-1:123456789012:function:f'))).rejects.toThrow(
    'nothing can be sent to lambda from here',
  );
});

function delivery(targetArn: string): Delivery {
  return {
    kind: 'destination',
    targetArn,
    functionName: 'f',
    functionArn: FUNCTION,
    requestId: 'r',
    succeeded: false,
    body: BODY,
    attributes: {},
  };
}

/** What stands in for AWS: services that speak JSON, of which the operation stands in a header. */
async function startAws(answer: (operation: string, endpoint: string) => Answer) {
  const calls: { operation: string; input: Record<string, unknown> }[] = [];
  const server = createServer(async (request, response) => {
    const operation = operationOf(request);
    calls.push({ operation, input: (await json(request)) as Record<string, unknown> });
    const [status, body] = answer(operation, endpoint);
    response.writeHead(status, { 'content-type': 'application/x-amz-json-1.0' }).end(JSON.stringify(body));
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    calls,
    endpoint,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

function operationOf({ headers }: IncomingMessage): string {
  return String(headers['x-amz-target']).split('.').at(-1) ?? '';
}
