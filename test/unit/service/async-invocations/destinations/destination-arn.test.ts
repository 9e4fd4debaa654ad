import { expect, test } from 'vitest';
import {
  isDestinationService,
  readDestinationArn,
} from '../../../../../service/async-invocations/destinations/destination-arn.ts';

test.each([
  ['arn:aws:sqs:us-east-1:123456789012:orders', 'sqs', 'orders'],
  ['arn:aws:events:us-east-1:123456789012:event-bus/own', 'events', 'event-bus/own'],
  ['arn:aws:lambda:us-east-1:123456789012:function:next:live', 'lambda', 'function:next:live'],
])('%s is taken to pieces', (arn, service, resource) => {
  expect(readDestinationArn(arn)).toEqual({ arn, service, region: 'us-east-1', account: '123456789012', resource });
});

test('records are sent to functions, queues, topics and buses of events', () => {
  expect(['lambda', 'sqs', 'sns', 'events', 's3', ''].map(isDestinationService)).toEqual([
    ...[true, true, true, true],
    ...[false, false],
  ]);
});
