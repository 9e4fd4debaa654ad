import { HTTP_TEMPLATES } from './http-templates.ts';
import { QUEUE_TEMPLATES } from './queue-templates.ts';

/** What a service of AWS sends to a function. */
export interface EventTemplate {
  readonly name: string;
  readonly event: unknown;
}

const EVENT_BRIDGE = {
  version: '0',
  id: 'b3e2c0a4-5d1f-4d6c-9a54-2f1c7d3e8a90',
  account: '123456789012',
  time: '2026-01-15T12:00:00Z',
  region: 'us-east-1',
};

/** The base64 of gzip of one message of the log group `/aws/lambda/orders`. */
const LOGS_DATA =
  'H4sIAAAAAAACAz2PTYvCMBCG/0oZ9igkqbXteits9LLLQtublGVqRjeQNiWJKyL+d1PFneP7xTNXGMh7PFJ7mQjW8FG11c+X' +
  'bJpqK2EB9jySi7JIl9kqL8p3LtIoG3vcOnuaosPw7JnBoVfIrFPk/NNvgiMcYiDlac64YGLFdm+fVSubtuP/e9jvFR1ixZ96' +
  'v3d6CtqOG23CPLTeARoD3WNQ/tEYZu0KWs1IsRR0pA84RBBR5GVWlBmfb/H6KuZkXX/XCY7Jgy75RZ8cUBtScOtud3uuoxT/' +
  'AAAA';

/** Examples for the services that functions are mostly behind. */
export const TEMPLATES: readonly EventTemplate[] = [
  { name: 'Empty', event: {} },
  ...HTTP_TEMPLATES,
  ...QUEUE_TEMPLATES,
  {
    name: 'EventBridge',
    event: {
      ...EVENT_BRIDGE,
      'detail-type': 'Order Placed',
      source: 'com.example.orders',
      resources: [],
      detail: { orderId: 'o-1', total: 42.5 },
    },
  },
  {
    name: 'Scheduled event',
    event: {
      ...EVENT_BRIDGE,
      'detail-type': 'Scheduled Event',
      source: 'aws.events',
      resources: ['arn:aws:events:us-east-1:123456789012:rule/every-five-minutes'],
      detail: {},
    },
  },
  {
    name: 'Cognito: before sign-up',
    event: {
      version: '1',
      triggerSource: 'PreSignUp_SignUp',
      region: 'us-east-1',
      userPoolId: 'us-east-1_Example',
      userName: 'ada',
      callerContext: { awsSdkVersion: 'aws-sdk-unknown-unknown', clientId: 'exampleclientid' },
      request: { userAttributes: { email: 'ada@example.com' }, validationData: null },
      response: { autoConfirmUser: false, autoVerifyEmail: false, autoVerifyPhone: false },
    },
  },
  {
    name: 'CloudWatch alarm',
    event: {
      source: 'aws.cloudwatch',
      alarmArn: 'arn:aws:cloudwatch:us-east-1:123456789012:alarm:errors',
      accountId: '123456789012',
      time: '2026-01-15T12:00:00.000+0000',
      region: 'us-east-1',
      alarmData: {
        alarmName: 'errors',
        state: {
          value: 'ALARM',
          reason: 'Threshold Crossed: 1 datapoint [3.0] was greater than the threshold (1.0).',
          timestamp: '2026-01-15T12:00:00.000+0000',
        },
        previousState: { value: 'OK', timestamp: '2026-01-15T11:00:00.000+0000' },
        configuration: {
          metrics: [
            {
              id: 'm1',
              metricStat: {
                metric: { namespace: 'AWS/Lambda', name: 'Errors', dimensions: { FunctionName: 'orders' } },
                period: 60,
                stat: 'Sum',
              },
              returnData: true,
            },
          ],
        },
      },
    },
  },
  {
    name: 'CloudWatch Logs subscription',
    event: { awslogs: { data: LOGS_DATA } },
  },
];
