import type { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import type { SNSClient } from '@aws-sdk/client-sns';
import type { SQSClient } from '@aws-sdk/client-sqs';
import { endpointOf, keysFor, type RecordService } from './aws-endpoint.ts';
import type { Delivery } from './delivery-queue.ts';
import { type DestinationArn, readDestinationArn } from './destination-arn.ts';

type Client = SQSClient | SNSClient | EventBridgeClient;

// An endpoint that says nothing must not hold up the others.
const CONNECTION_TIMEOUT_MS = 3000;
const REQUEST_TIMEOUT_MS = 10_000;

/**
 * The queues, topics and event buses of AWS, or of what stands in for it on this machine. The SDK and its clients are
 * loaded when they are first needed.
 */
export class AwsDestinations {
  readonly #endpoint: string | undefined;
  readonly #clients = new Map<string, Client>();
  readonly #queueUrls = new Map<string, string>();

  /** @param endpoint of all services; without it, what the variables of this program say */
  constructor(endpoint: string | undefined) {
    this.#endpoint = endpoint;
  }

  /** @throws whatever the SDK does when it has not arrived */
  async send(delivery: Delivery): Promise<void> {
    const target = readDestinationArn(delivery.targetArn);
    switch (target.service) {
      case 'sqs':
        return this.#sendMessage(target, delivery);
      case 'sns':
        return this.#publish(target, delivery);
      case 'events':
        return this.#putEvent(target, delivery);
      default:
        throw new Error(`nothing can be sent to ${target.service} from here`);
    }
  }

  [Symbol.dispose](): void {
    for (const client of this.#clients.values()) client.destroy();
  }

  async #sendMessage(target: DestinationArn, { body, attributes }: Delivery): Promise<void> {
    const { SQSClient, SendMessageCommand } = await import('@aws-sdk/client-sqs');
    const client = this.#client('sqs', target, SQSClient);
    const QueueUrl = await this.#queueUrl(client, target);
    try {
      await client.send(new SendMessageCommand({ QueueUrl, MessageBody: body, MessageAttributes: { ...attributes } }));
    } catch (error) {
      // A queue that was made anew may have another one.
      this.#queueUrls.delete(target.arn);
      throw error;
    }
  }

  async #queueUrl(client: SQSClient, { arn, account, resource }: DestinationArn): Promise<string> {
    const known = this.#queueUrls.get(arn);
    if (known !== undefined) return known;
    const { GetQueueUrlCommand } = await import('@aws-sdk/client-sqs');
    const answer = await client.send(
      new GetQueueUrlCommand({ QueueName: resource, ...(account !== '' && { QueueOwnerAWSAccountId: account }) }),
    );
    if (answer.QueueUrl === undefined) throw new Error('GetQueueUrl has answered without a URL');
    this.#queueUrls.set(arn, answer.QueueUrl);
    return answer.QueueUrl;
  }

  async #publish(target: DestinationArn, { body, attributes }: Delivery): Promise<void> {
    const { SNSClient, PublishCommand } = await import('@aws-sdk/client-sns');
    const client = this.#client('sns', target, SNSClient);
    await client.send(
      new PublishCommand({ TopicArn: target.arn, Message: body, MessageAttributes: { ...attributes } }),
    );
  }

  async #putEvent(target: DestinationArn, { body, succeeded, functionArn }: Delivery): Promise<void> {
    const { EventBridgeClient, PutEventsCommand } = await import('@aws-sdk/client-eventbridge');
    const client = this.#client('events', target, EventBridgeClient);
    const entry = {
      EventBusName: target.arn,
      Source: 'lambda',
      DetailType: `Lambda Function Invocation Result - ${succeeded ? 'Success' : 'Failure'}`,
      Detail: body,
      Resources: [target.arn, functionArn],
    };
    const { Entries: [result] = [] } = await client.send(new PutEventsCommand({ Entries: [entry] }));
    if (result?.ErrorCode !== undefined) throw new Error(`${result.ErrorCode}: ${result.ErrorMessage}`);
  }

  #client<C extends Client>(service: RecordService, { region }: DestinationArn, Type: ClientType<C>): C {
    const key = `${service} ${region}`;
    const known = this.#clients.get(key);
    if (known instanceof Type) return known;
    const endpoint = this.#endpoint ?? endpointOf(service, process.env);
    const client = new Type({
      region,
      ...(endpoint !== undefined && { endpoint }),
      // Tried again by whoever sends.
      maxAttempts: 1,
      requestHandler: { connectionTimeout: CONNECTION_TIMEOUT_MS, requestTimeout: REQUEST_TIMEOUT_MS },
    });
    client.config.credentials = keysFor(endpoint, client.config.credentials);
    this.#clients.set(key, client);
    return client;
  }
}

/** What makes a client of a service. */
type ClientType<C extends Client> = new (config: {
  region: string;
  endpoint?: string;
  maxAttempts: number;
  requestHandler: { connectionTimeout: number; requestTimeout: number };
}) => C;
