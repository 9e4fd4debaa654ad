import type { ContainerCredentials } from '../environment-api/snap-start-routes.ts';

// Keys in variables do not say when they expire. An SDK that asks again in time sees those that are there then.
const VALID_MS = 3_600_000;

/** The keys of the user's own environment, for a function that asks an endpoint for its credentials. */
export function ownCredentials(own: NodeJS.ProcessEnv): ContainerCredentials | undefined {
  const { AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, AWS_SESSION_TOKEN = '' } = own;
  if (!AWS_ACCESS_KEY_ID || !AWS_SECRET_ACCESS_KEY) return undefined;
  return {
    AccessKeyId: AWS_ACCESS_KEY_ID,
    SecretAccessKey: AWS_SECRET_ACCESS_KEY,
    Token: AWS_SESSION_TOKEN,
    Expiration: new Date(Date.now() + VALID_MS).toISOString(),
  };
}
