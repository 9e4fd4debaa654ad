/** A call of a client, as a function might make it first. */
export interface FirstCall {
  /** Such as `GetItemCommand`. */
  readonly command: string;
  readonly input: object;
  /** What the service answers; `{}` unless it is said. */
  readonly answer?: string;
}

/** The calls of a package's client. */
export interface FirstCalls {
  /** Such as `DynamoDBClient`. */
  readonly client: string;
  readonly calls: readonly FirstCall[];
}

const KEY = { id: { S: 'a' } };

/** Calls that are made of clients before the image of the SDK's layer is taken, by the names of packages. */
export const FIRST_CALLS: Readonly<Record<string, FirstCalls>> = {
  '@aws-sdk/client-s3': {
    client: 'S3Client',
    calls: [
      { command: 'PutObjectCommand', input: { Bucket: 'b', Key: 'k', Body: 'text' }, answer: '' },
      { command: 'GetObjectCommand', input: { Bucket: 'b', Key: 'k' }, answer: 'text' },
      {
        command: 'ListObjectsV2Command',
        input: { Bucket: 'b' },
        answer: '<ListBucketResult><Name>b</Name><Contents><Key>k</Key><Size>1</Size></Contents></ListBucketResult>',
      },
    ],
  },
  '@aws-sdk/client-sts': {
    client: 'STSClient',
    calls: [{ command: 'GetCallerIdentityCommand', input: {}, answer: queryAnswer('GetCallerIdentity', 'Account') }],
  },
  '@aws-sdk/client-lambda': {
    client: 'LambdaClient',
    calls: [{ command: 'InvokeCommand', input: { FunctionName: 'f', Payload: '{}' } }],
  },
  '@aws-sdk/client-secrets-manager': {
    client: 'SecretsManagerClient',
    calls: [{ command: 'GetSecretValueCommand', input: { SecretId: 's' }, answer: '{"SecretString":"text"}' }],
  },
  '@aws-sdk/client-sqs': {
    client: 'SQSClient',
    calls: [
      {
        command: 'SendMessageCommand',
        input: { QueueUrl: 'https://sqs.us-east-1.amazonaws.com/000000000000/q', MessageBody: 'a' },
        answer: '{"MessageId":"m","MD5OfMessageBody":"0cc175b9c0f1b6a831c399e269772661"}',
      },
    ],
  },
  '@aws-sdk/client-dynamodb': {
    client: 'DynamoDBClient',
    calls: [
      { command: 'GetItemCommand', input: { TableName: 't', Key: KEY }, answer: JSON.stringify({ Item: KEY }) },
      { command: 'PutItemCommand', input: { TableName: 't', Item: KEY } },
      {
        command: 'QueryCommand',
        input: { TableName: 't', KeyConditionExpression: 'id = :a', ExpressionAttributeValues: { ':a': { S: 'a' } } },
        answer: JSON.stringify({ Items: [KEY], Count: 1 }),
      },
    ],
  },
  '@aws-sdk/client-ssm': {
    client: 'SSMClient',
    calls: [{ command: 'GetParameterCommand', input: { Name: 'p' }, answer: '{"Parameter":{"Value":"text"}}' }],
  },
  '@aws-sdk/client-sns': {
    client: 'SNSClient',
    calls: [
      {
        command: 'PublishCommand',
        input: { TopicArn: 'arn:aws:sns:us-east-1:000000000000:t', Message: 'text' },
        answer: queryAnswer('Publish', 'MessageId'),
      },
    ],
  },
  '@aws-sdk/client-kms': {
    client: 'KMSClient',
    calls: [{ command: 'GenerateDataKeyCommand', input: { KeyId: 'k', KeySpec: 'AES_256' } }],
  },
  '@aws-sdk/client-sfn': {
    client: 'SFNClient',
    calls: [{ command: 'StartExecutionCommand', input: { stateMachineArn: 'arn', input: '{}' } }],
  },
  '@aws-sdk/client-eventbridge': {
    client: 'EventBridgeClient',
    calls: [{ command: 'PutEventsCommand', input: { Entries: [{ Source: 's', DetailType: 'd', Detail: '{}' }] } }],
  },
};

/** What has no client of its own, and goes with one. */
export const COMPANIONS: Readonly<Record<string, string>> = {
  '@aws-sdk/lib-dynamodb': '@aws-sdk/client-dynamodb',
  '@aws-sdk/s3-request-presigner': '@aws-sdk/client-s3',
};

function queryAnswer(operation: string, member: string): string {
  const result = `<${operation}Result><${member}>0</${member}></${operation}Result>`;
  return `<${operation}Response>${result}</${operation}Response>`;
}
