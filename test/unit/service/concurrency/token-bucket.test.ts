import { expect, test } from 'vitest';
import { TokenBucket } from '../../../../service/concurrency/token-bucket.ts';

function taken(bucket: TokenBucket, nowMs: number): number {
  let count = 0;
  while (bucket.take(nowMs)) count += 1;
  return count;
}

test('all can be taken at once, and come back in time', () => {
  const bucket = new TokenBucket(10, 1000, 0);
  expect([taken(bucket, 0), taken(bucket, 99), taken(bucket, 350), taken(bucket, 350)]).toEqual([10, 0, 3, 0]);
});

test('no more than all come back', () => {
  const bucket = new TokenBucket(10, 1000, 0);
  expect([taken(bucket, 0), taken(bucket, 60_000)]).toEqual([10, 10]);
});
