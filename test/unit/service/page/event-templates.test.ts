import { createHash } from 'node:crypto';
import { gunzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { TEMPLATES } from '../../../../service/page/client/event-templates.ts';

/** What functions read of an event to know who sent it, and what to do. */
const TOLD: Readonly<Record<string, unknown>> = {
  Empty: {},
  'API Gateway REST API': {
    resource: '/orders/{id}',
    httpMethod: 'POST',
    pathParameters: { id: 'o-1' },
    queryStringParameters: { verbose: 'true' },
    multiValueQueryStringParameters: { verbose: ['true'] },
    isBase64Encoded: false,
  },
  'API Gateway HTTP API': { version: '2.0', rawPath: '/orders/o-1', requestContext: { http: { method: 'POST' } } },
  'Function URL': { version: '2.0', rawQueryString: 'verbose=true', cookies: ['session=abc'] },
  'Application Load Balancer': { httpMethod: 'POST', requestContext: { elb: {} }, isBase64Encoded: false },
  SQS: { Records: [{ eventSource: 'aws:sqs', body: '{"orderId":"o-1"}' }] },
  SNS: { Records: [{ EventSource: 'aws:sns', Sns: { Type: 'Notification', Message: '{"orderId":"o-1"}' } }] },
  'S3: object created': { Records: [{ eventSource: 'aws:s3', s3: { object: { key: 'cats/one.jpg', size: 1024 } } }] },
  'DynamoDB stream': { Records: [{ eventSource: 'aws:dynamodb', dynamodb: { Keys: { id: { S: 'o-1' } } } }] },
  Kinesis: { Records: [{ eventSource: 'aws:kinesis', kinesis: { partitionKey: 'o-1' } }] },
  EventBridge: { source: 'com.example.orders', 'detail-type': 'Order Placed', detail: { orderId: 'o-1' } },
  'Scheduled event': { source: 'aws.events', 'detail-type': 'Scheduled Event', detail: {} },
  'Cognito: before sign-up': { triggerSource: 'PreSignUp_SignUp', response: { autoConfirmUser: false } },
  'CloudWatch alarm': { source: 'aws.cloudwatch', alarmData: { state: { value: 'ALARM' } } },
};

/** Empty in what AWS sends, too. */
const EMPTY = ['messageAttributes', 'MessageAttributes', 'detail', 'resources', 'validationData', 'stageVariables'];

test('there is an example for each service that functions are mostly behind', () => {
  const events = Object.fromEntries(TEMPLATES.map(({ name, event }) => [name, event]));
  expect(Object.keys(events)).toHaveLength(TEMPLATES.length);
  expect(events).toMatchObject(TOLD);
});

test.each(TEMPLATES)('the example of $name has something in each of its places', ({ event }) => {
  const empty = placesOf(event).filter(([, value]) => value === '' || (isObject(value) && !Object.keys(value).length));
  expect(empty.map(([key]) => key).filter((key) => !EMPTY.includes(key))).toEqual([]);
});

test('what is packed in an example can be unpacked', () => {
  const packed = (key: string): string[] =>
    TEMPLATES.flatMap(({ event }) => placesOf(event))
      .filter(([name, value]) => name === key && typeof value === 'string')
      .map(([, value]) => String(value));
  const [first = '', second = ''] = packed('data');
  const unpacked = [first, second].map((data) => {
    const bytes = Buffer.from(data, 'base64');
    return JSON.parse((bytes[0] === 0x1f ? gunzipSync(bytes) : bytes).toString());
  });
  expect(unpacked).toContainEqual({ orderId: 'o-1' });
  expect(unpacked).toContainEqual(expect.objectContaining({ logGroup: '/aws/lambda/orders' }));
  const [body = ''] = packed('body').filter((text) => text.includes('orderId'));
  expect(packed('md5OfBody')).toEqual([createHash('md5').update(body).digest('hex')]);
});

/** Every value in there by the key under which it is. */
function placesOf(value: unknown): [string, unknown][] {
  if (!isObject(value)) return [];
  return Object.entries(value).flatMap(([key, inner]) => [[key, inner] as [string, unknown], ...placesOf(inner)]);
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}
