import {
  GetFunctionCommand,
  type LambdaClient,
  waitUntilFunctionActiveV2,
  waitUntilFunctionUpdatedV2,
} from '@aws-sdk/client-lambda';
import { CloudError } from '../cloud/cloud-error.ts';
import { faultLine } from '../cloud/fault-line.ts';

const WAIT = { minDelay: 1, maxDelay: 5, maxWaitTime: 300 } as const;

/**
 * Waits until Lambda is done with a function.
 *
 * @param state `active` after it was created, `updated` after a change
 * @throws CloudError when Lambda fails or takes more than five minutes
 */
export async function functionReady(client: LambdaClient, name: string, state: 'active' | 'updated'): Promise<void> {
  const wait = state === 'active' ? waitUntilFunctionActiveV2 : waitUntilFunctionUpdatedV2;
  try {
    await wait({ client, ...WAIT }, { FunctionName: name });
  } catch (cause) {
    throw new CloudError(`${name} is not ${state}: ${await reason(client, name, cause)}`, { cause });
  }
}

/** What the waiters throw holds the whole answer as JSON; the function says it in a sentence. */
async function reason(client: LambdaClient, FunctionName: string, cause: unknown): Promise<string> {
  const timedOut = cause instanceof Error && cause.name === 'TimeoutError';
  if (timedOut) return `Lambda was not done after ${WAIT.maxWaitTime} s`;
  try {
    const { Configuration } = await client.send(new GetFunctionCommand({ FunctionName }));
    return Configuration?.LastUpdateStatusReason ?? Configuration?.StateReason ?? 'Lambda gives no reason';
  } catch (error) {
    return faultLine(error) ?? String(error);
  }
}
