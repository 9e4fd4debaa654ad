import { type HttpCall, headerValue } from './http-call.ts';

const SIGNED = /^AWS4-(?:HMAC|ECDSA-P256)-SHA256 .*Credential=(?<key>[A-Za-z0-9_-]{1,128})\//;

/**
 * The access key that a request is signed with: Signature Version 4, in the header or in the query. The signature itself
 * is not verified: here is nobody who knows the secret key.
 */
export function signingKey(call: HttpCall): string | undefined {
  const header = SIGNED.exec(headerValue(call, 'authorization') ?? '')?.groups?.key;
  if (header !== undefined) return header;
  const query = new URLSearchParams(call.query);
  const presigned = `${query.get('X-Amz-Algorithm')} Credential=${query.get('X-Amz-Credential')}`;
  return SIGNED.exec(presigned)?.groups?.key;
}
