import { expect, test } from 'vitest';
import { endpointOf, keysFor } from '../../../../../service/async-invocations/destinations/aws-endpoint.ts';

const ALL = 'http://127.0.0.1:4566';

test.each([
  ['sqs', {}, undefined],
  ['sqs', { AWS_ENDPOINT_URL: ALL }, ALL],
  ['sns', { AWS_ENDPOINT_URL: ALL, AWS_ENDPOINT_URL_SNS: 'http://sns' }, 'http://sns'],
  ['events', { AWS_ENDPOINT_URL_EVENTBRIDGE: 'http://events' }, 'http://events'],
  ['events', { AWS_ENDPOINT_URL: '' }, undefined],
] as const)('the endpoint of %s with %j is %s', (service, own, endpoint) => {
  expect(endpointOf(service, own)).toBe(endpoint);
});

test('keys that the SDK finds are used, wherever the endpoint is', async () => {
  const keys = { accessKeyId: 'mine', secretAccessKey: 'secret' };
  for (const endpoint of [undefined, ALL, 'https://example.com']) {
    expect(await keysFor(endpoint, async () => keys)()).toBe(keys);
  }
});

test.each([ALL, 'http://localhost:1', 'http://[::1]:1', 'https://127.1.2.3'])(
  'without keys, any are sent to this machine: %s',
  async (endpoint) => {
    expect(await keysFor(endpoint, notFound)()).toEqual({ accessKeyId: 'any', secretAccessKey: 'any' });
  },
);

test.each([undefined, 'https://example.com', 'http://127.0.0.1.example.com'])(
  'without keys, none are sent elsewhere: %s',
  async (endpoint) => {
    await expect(keysFor(endpoint, notFound)()).rejects.toThrow('no keys');
  },
);

async function notFound(): Promise<never> {
  throw new Error('no keys');
}
