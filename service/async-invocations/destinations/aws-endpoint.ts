import { isIPv4 } from 'node:net';

/** The services that records are sent to, by the words that AWS's own variables have for them. */
const VARIABLES = {
  sqs: 'AWS_ENDPOINT_URL_SQS',
  sns: 'AWS_ENDPOINT_URL_SNS',
  events: 'AWS_ENDPOINT_URL_EVENTBRIDGE',
} as const;

/** A service of AWS that takes records. */
export type RecordService = keyof typeof VARIABLES;

/** Keys as the AWS SDK takes them. */
export interface Keys {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
}

// What stands in for AWS on this machine asks for some, and takes any.
const ANY_KEYS: Keys = { accessKeyId: 'any', secretAccessKey: 'any' };

/**
 * Where a service is to be found, as AWS's SDKs and CLI would have it; none for AWS itself.
 *
 * @param own the variables of this program
 */
export function endpointOf(service: RecordService, own: NodeJS.ProcessEnv): string | undefined {
  return own[VARIABLES[service]] || own.AWS_ENDPOINT_URL || undefined;
}

/** Gives the keys that the SDK finds. Where it finds none and the endpoint is on this machine, any will do. */
export function keysFor<K extends Keys>(endpoint: string | undefined, find: () => Promise<K>): () => Promise<Keys> {
  return async () => {
    try {
      return await find();
    } catch (error) {
      if (endpoint !== undefined && isLoopback(endpoint)) return ANY_KEYS;
      throw error;
    }
  };
}

function isLoopback(endpoint: string): boolean {
  const { hostname } = new URL(endpoint);
  return hostname === 'localhost' || hostname === '[::1]' || (isIPv4(hostname) && hostname.startsWith('127.'));
}
