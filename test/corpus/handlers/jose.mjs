import { createPublicKey } from 'node:crypto';
import { errors, exportJWK, jwtVerify, SignJWT } from 'jose';

const key = new TextEncoder().encode('a secret that is long enough for HS256');
const PUBLIC =
  '-----BEGIN PUBLIC KEY-----\nMCowBQYDK2VwAyEAGb9ECWmEzf6FQbrBZ9w7lshQhqowtrbLDFw4rXAxZuE=\n-----END PUBLIC KEY-----';

export const handler = async ({ id, name }) => {
  const token = await new SignJWT({ name }).setProtectedHeader({ alg: 'HS256' }).setSubject(String(id)).sign(key);
  const { payload } = await jwtVerify(id === 8 ? `${token}x` : token, key).catch((error) => {
    console.error(error.code, error instanceof errors.JOSEError);
    throw error;
  });
  return { token, payload, jwk: await exportJWK(createPublicKey(PUBLIC)) };
};
