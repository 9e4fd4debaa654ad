import { expect, test } from 'vitest';
import { ownCredentials } from '../../../../service/environments/own-credentials.ts';

const keys = { AWS_ACCESS_KEY_ID: 'key', AWS_SECRET_ACCESS_KEY: 'secret' };

test('credentials are the keys of the own environment, for a while', () => {
  const before = Date.now();
  const credentials = ownCredentials({ ...keys, AWS_SESSION_TOKEN: 'session' });
  expect(credentials).toMatchObject({ AccessKeyId: 'key', SecretAccessKey: 'secret', Token: 'session' });
  expect(Date.parse(credentials?.Expiration ?? '')).toBeGreaterThan(before);
});

test('lasting keys have no session token', () => {
  expect(ownCredentials(keys)).toMatchObject({ Token: '' });
});

test('half of a key is none', () => {
  expect(ownCredentials({ AWS_ACCESS_KEY_ID: 'key' })).toBeUndefined();
  expect(ownCredentials({ ...keys, AWS_ACCESS_KEY_ID: '' })).toBeUndefined();
});
