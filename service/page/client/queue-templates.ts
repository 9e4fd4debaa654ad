import type { EventTemplate } from './event-templates.ts';

const BODY = '{"orderId":"o-1"}';

export const QUEUE_TEMPLATES: readonly EventTemplate[] = [
  {
    name: 'SQS',
    event: {
      Records: [
        {
          messageId: '059f36b4-87a3-44ab-83d2-661975830a7d',
          receiptHandle: 'AQEBwJnKyrHigUMZj6rYigCgxlaS3SLy0a',
          body: BODY,
          attributes: {
            ApproximateReceiveCount: '1',
            SentTimestamp: '1768478400000',
            SenderId: 'AIDAIENQZJOLO23YVJ4VO',
            ApproximateFirstReceiveTimestamp: '1768478400001',
          },
          messageAttributes: {},
          md5OfBody: 'd43159842a6911108856bdc9a0a71621',
          eventSource: 'aws:sqs',
          eventSourceARN: 'arn:aws:sqs:us-east-1:123456789012:orders',
          awsRegion: 'us-east-1',
        },
      ],
    },
  },
  {
    name: 'SNS',
    event: {
      Records: [
        {
          EventVersion: '1.0',
          EventSubscriptionArn: 'arn:aws:sns:us-east-1:123456789012:orders:21be56ed-a058-49f5-8c98-aedd2564c486',
          EventSource: 'aws:sns',
          Sns: {
            Type: 'Notification',
            MessageId: '95df01b4-ee98-5cb9-9903-4c221d41eb5e',
            TopicArn: 'arn:aws:sns:us-east-1:123456789012:orders',
            Subject: 'An order',
            Message: BODY,
            Timestamp: '2026-01-15T12:00:00.000Z',
            MessageAttributes: {},
          },
        },
      ],
    },
  },
  {
    name: 'S3: object created',
    event: {
      Records: [
        {
          eventVersion: '2.1',
          eventSource: 'aws:s3',
          awsRegion: 'us-east-1',
          eventTime: '2026-01-15T12:00:00.000Z',
          eventName: 'ObjectCreated:Put',
          s3: {
            s3SchemaVersion: '1.0',
            bucket: { name: 'pictures', arn: 'arn:aws:s3:::pictures' },
            object: {
              key: 'cats/one.jpg',
              size: 1024,
              eTag: 'd41d8cd98f00b204e9800998ecf8427e',
              sequencer: '0A1B2C3D4E5F678901',
            },
          },
        },
      ],
    },
  },
  {
    name: 'DynamoDB stream',
    event: {
      Records: [
        {
          eventID: '7de3041dd709b024af6f29e4fa13d34c',
          eventName: 'MODIFY',
          eventVersion: '1.1',
          eventSource: 'aws:dynamodb',
          awsRegion: 'us-east-1',
          dynamodb: {
            ApproximateCreationDateTime: 1_768_478_400,
            Keys: { id: { S: 'o-1' } },
            OldImage: { id: { S: 'o-1' }, state: { S: 'open' } },
            NewImage: { id: { S: 'o-1' }, state: { S: 'paid' } },
            SequenceNumber: '222',
            SizeBytes: 59,
            StreamViewType: 'NEW_AND_OLD_IMAGES',
          },
          eventSourceARN: 'arn:aws:dynamodb:us-east-1:123456789012:table/orders/stream/2026-01-01T00:00:00.000',
        },
      ],
    },
  },
  {
    name: 'Kinesis',
    event: {
      Records: [
        {
          kinesis: {
            kinesisSchemaVersion: '1.0',
            partitionKey: 'o-1',
            sequenceNumber: '49590338271490256608559692538361571095921575989136588898',
            // base64 of {"orderId":"o-1"}
            data: 'eyJvcmRlcklkIjoiby0xIn0=',
            approximateArrivalTimestamp: 1_768_478_400.123,
          },
          eventSource: 'aws:kinesis',
          eventVersion: '1.0',
          eventID: 'shardId-000000000006:49590338271490256608559692538361571095921575989136588898',
          eventName: 'aws:kinesis:record',
          invokeIdentityArn: 'arn:aws:iam::123456789012:role/orders',
          awsRegion: 'us-east-1',
          eventSourceARN: 'arn:aws:kinesis:us-east-1:123456789012:stream/orders',
        },
      ],
    },
  },
];
