import {
  CreateEventBusCommand,
  EventBridgeClient,
  PutRuleCommand,
  PutTargetsCommand,
} from '@aws-sdk/client-eventbridge';
import { type DestinationConfig, PutFunctionEventInvokeConfigCommand } from '@aws-sdk/client-lambda';
import { CreateTopicCommand, SNSClient, SubscribeCommand } from '@aws-sdk/client-sns';
import { CreateQueueCommand, type Message, ReceiveMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, beforeEach, expect, test, vi } from 'vitest';
import { ANY_CREDENTIALS, type MotoServer, type NoMoto, startMoto } from '../../support/moto-server.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';
import { type AsyncService, FAST, startAsync } from './start-async.ts';

const INSTALLING_MS = 600_000;
const REGION = 'eu-west-1';
const ARN = (service: string, name: string): string => `arn:aws:${service}:${REGION}:123456789012:${name}`;
const HELLO = 'arn:aws:lambda:us-east-1:123456789012:function:hello:$LATEST';
let started: MotoServer | NoMoto;
let moto: MotoServer;
let sqs: SQSClient;
let sns: SNSClient;
let events: EventBridgeClient;

beforeAll(async () => {
  started = await startMoto();
  if ('notice' in started) return;
  moto = started;
  const config = { endpoint: moto.endpoint, region: REGION, credentials: ANY_CREDENTIALS };
  [sqs, sns, events] = [new SQSClient(config), new SNSClient(config), new EventBridgeClient(config)];
  // The service looks for keys of its own: not in a cloud that these tests may run in.
  vi.stubEnv('AWS_EC2_METADATA_DISABLED', 'true');
}, INSTALLING_MS);
beforeEach((context) => {
  if ('notice' in started) context.skip(started.notice);
});
afterAll(async () => {
  for (const client of [sqs, sns, events]) client?.destroy();
  await moto?.[Symbol.asyncDispose]();
});

test('a record goes to a queue', async () => {
  const queue = await createQueue('records');
  await using lambda = await startAsync(['hello'], { awsEndpoint: moto.endpoint });
  await configure(lambda, { OnFailure: { Destination: queue.arn } });
  const { $metadata } = await lambda.sendEvent('hello', { failures: 9 });
  const [message] = await queue.messages(1);
  expect(JSON.parse(message?.Body ?? '')).toMatchObject({
    requestContext: { requestId: $metadata.requestId, functionArn: HELLO, condition: 'RetriesExhausted' },
    requestPayload: { failures: 9 },
    responsePayload: { errorMessage: 'failure 3' },
  });
  expect(message?.MessageAttributes).toBeUndefined();
  expect(lambda.notices).toEqual([]);
});

test('a record goes to a topic', async () => {
  const queue = await createQueue('subscriber');
  const topic = await createTopic('successes', queue.arn);
  await using lambda = await startAsync(['hello'], { awsEndpoint: moto.endpoint });
  await configure(lambda, { OnSuccess: { Destination: topic } });
  const { $metadata } = await lambda.sendEvent('hello', { a: 1 });
  const [message] = await queue.messages(1);
  expect(JSON.parse(JSON.parse(message?.Body ?? '').Message)).toMatchObject({
    requestContext: { requestId: $metadata.requestId, condition: 'Success' },
    responsePayload: { noted: 'hello' },
  });
});

test.each([
  ['Success', 'OnSuccess', {}],
  ['Failure', 'OnFailure', { failures: 9 }],
] as const)('a record goes to an event bus: %s', async (kind, on, event) => {
  const queue = await createQueue(`target-${kind}`);
  const bus = `bus-${kind}`;
  await events.send(new CreateEventBusCommand({ Name: bus }));
  const rule = { Name: `all-${kind}`, EventBusName: bus };
  await events.send(new PutRuleCommand({ ...rule, EventPattern: '{"source": ["lambda"]}' }));
  const target = { Id: 'queue', Arn: queue.arn };
  await events.send(new PutTargetsCommand({ Rule: rule.Name, EventBusName: bus, Targets: [target] }));
  await using lambda = await startAsync(['hello'], { awsEndpoint: moto.endpoint });
  const Destination = ARN('events', `event-bus/${bus}`);
  await configure(lambda, { [on]: { Destination } });
  await lambda.sendEvent('hello', event);
  const [message] = await queue.messages(1);
  expect(JSON.parse(message?.Body ?? '')).toMatchObject({
    source: 'lambda',
    'detail-type': `Lambda Function Invocation Result - ${kind}`,
    resources: [Destination, HELLO],
    detail: { version: '1.0', requestPayload: event },
  });
});

test('a dead letter is the event itself, and says what was wrong', async () => {
  const queue = await createQueue('dead-letters');
  const awsEndpoint = moto.endpoint;
  await using lambda = await startAsync(['hello'], { awsEndpoint }, { deadLetterArn: queue.arn });
  const { $metadata } = await lambda.sendEvent('hello', { failures: 9 });
  await lambda.sendEvent('hello', { failures: 1 });
  const [message, ...others] = await queue.messages(1);
  expect(others).toEqual([]);
  expect(message?.Body).toBe('{"failures":9}');
  expect(message?.MessageAttributes).toMatchObject({
    RequestID: { DataType: 'String', StringValue: $metadata.requestId },
    ErrorCode: { DataType: 'Number', StringValue: '200' },
    ErrorMessage: { DataType: 'String', StringValue: 'failure 3' },
  });
});

test('a dead letter can go to a topic, and a record to a destination besides', async () => {
  const letters = await createQueue('letters');
  const records = await createQueue('other-records');
  const deadLetterArn = await createTopic('dead-letters', letters.arn);
  await using lambda = await startAsync(['hello'], { awsEndpoint: moto.endpoint }, { deadLetterArn });
  await configure(lambda, { OnFailure: { Destination: records.arn } });
  const { $metadata } = await lambda.sendEvent('hello', { failures: 9 });
  const [letter] = await letters.messages(1);
  const { Message, MessageAttributes } = JSON.parse(letter?.Body ?? '');
  expect(Message).toBe('{"failures":9}');
  expect(MessageAttributes.RequestID).toEqual({ Type: 'String', Value: $metadata.requestId });
  expect(await records.messages(1)).toHaveLength(1);
});

test.each([
  ['its destination', ARN('sqs', 'nowhere'), undefined],
  ['its destination', ARN('sns', 'nowhere'), undefined],
  ['its dead-letter queue', undefined, ARN('sqs', 'nowhere')],
])('that a record cannot be sent to %s %s is told once', async (place, Destination, deadLetterArn) => {
  const options = { awsEndpoint: moto.endpoint };
  await using lambda = await startAsync(['hello'], options, deadLetterArn ? { deadLetterArn } : {});
  if (Destination !== undefined) await configure(lambda, { OnFailure: { Destination } });
  const { $metadata } = await lambda.sendEvent('hello', { failures: 9 });
  await expect.poll(() => lambda.notices).toHaveLength(1);
  const start = `event ${$metadata.requestId} of ${HELLO} does not reach ${place} ${Destination ?? deadLetterArn}: `;
  expect(lambda.notices[0]?.slice(0, start.length)).toBe(start);
});

test('what could not be sent before the service ended is sent by the next one', async () => {
  const queue = await createQueue('late');
  await using state = await temporaryFolder();
  const [stateFolder, nobody] = [state.path, 'http://127.0.0.1:9'];
  {
    await using lambda = await startAsync(['hello'], { stateFolder, awsEndpoint: nobody, asyncTimeScale: 1 });
    await configure(lambda, { OnSuccess: { Destination: queue.arn } });
    await lambda.sendEvent('hello', 'late');
    await expect.poll(() => lambda.notes().length).toBe(1);
    // Accepted after the first one was done.
    await lambda.sendEvent('hello', 'later');
    await expect.poll(() => lambda.notes().length).toBe(2);
  }
  await using _ = await startAsync(['hello'], { stateFolder, awsEndpoint: moto.endpoint, asyncTimeScale: FAST });
  const payloads = (await queue.messages(2)).map(({ Body = '' }) => JSON.parse(Body).requestPayload);
  expect(new Set(payloads)).toEqual(new Set(['late', 'later']));
});

interface TestQueue {
  readonly arn: string;
  /** Waits until there are as many. */
  messages(count: number): Promise<readonly Message[]>;
}

async function createQueue(QueueName: string): Promise<TestQueue> {
  const { QueueUrl } = await sqs.send(new CreateQueueCommand({ QueueName }));
  const found: Message[] = [];
  const receive = new ReceiveMessageCommand({
    QueueUrl,
    MessageAttributeNames: ['All'],
    MaxNumberOfMessages: 10,
    WaitTimeSeconds: 0,
    VisibilityTimeout: 600,
  });
  return {
    arn: ARN('sqs', QueueName),
    async messages(count) {
      const look = async (): Promise<number> => {
        found.push(...((await sqs.send(receive)).Messages ?? []));
        return found.length;
      };
      await expect.poll(look).toBeGreaterThanOrEqual(count);
      return found;
    },
  };
}

async function createTopic(Name: string, queueArn: string): Promise<string> {
  const { TopicArn = '' } = await sns.send(new CreateTopicCommand({ Name }));
  await sns.send(new SubscribeCommand({ TopicArn, Protocol: 'sqs', Endpoint: queueArn }));
  return TopicArn;
}

async function configure({ client }: AsyncService, config: DestinationConfig): Promise<void> {
  const command = { FunctionName: 'hello', DestinationConfig: config };
  await client.send(new PutFunctionEventInvokeConfigCommand(command));
}
