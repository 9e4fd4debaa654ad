import { expect, test } from 'vitest';
import { signingKey } from '../../../../service/front-ends/signature.ts';
import { sampleCall } from './sample-call.ts';

const SCOPE = '20200312/us-east-1/lambda/aws4_request';

test.each([
  [`AWS4-HMAC-SHA256 Credential=AKID/${SCOPE}, SignedHeaders=host, Signature=a`, 'AKID'],
  [`AWS4-ECDSA-P256-SHA256 Credential=AKID/${SCOPE}, SignedHeaders=host, Signature=a`, 'AKID'],
  ['Basic YTpi', undefined],
  ['Bearer AWS4-HMAC-SHA256', undefined],
  ['AWS4-HMAC-SHA256 Credential=AKID', undefined],
  ['AWS4-HMAC-SHA256 Credential=/x', undefined],
])('the key in the header %j is %j', (authorization, key) => {
  expect(signingKey(sampleCall({ headers: [['Authorization', authorization]] }))).toBe(key);
});

test.each([
  [`X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=AKID%2F${SCOPE}&X-Amz-Signature=a`, 'AKID'],
  [`X-Amz-Credential=AKID%2F${SCOPE}`, undefined],
  ['X-Amz-Algorithm=AWS4-HMAC-SHA256', undefined],
  ['', undefined],
])('the key in the query %j is %j', (query, key) => {
  expect(signingKey(sampleCall({ query }))).toBe(key);
});
