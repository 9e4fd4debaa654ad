import {
  CreateFunctionCommand,
  type CreateFunctionCommandInput,
  type CreateFunctionCommandOutput,
  waitUntilFunctionActiveV2,
} from '@aws-sdk/client-lambda';
import { answering, FUNCTION_DEFAULTS } from '../../support/function-zip.ts';
import type { TestService } from '../../support/start-service.ts';

/** How long the waiters of the SDK wait, in seconds, and how often they look. */
export const PATIENCE = { maxWaitTime: 120, minDelay: 1, maxDelay: 1 } as const;

/** Creates a function that answers this, an expression of JavaScript, and waits until it is active. */
export async function createFunction(
  { client }: TestService,
  FunctionName: string,
  expression: string,
  more: Partial<CreateFunctionCommandInput> = {},
): Promise<CreateFunctionCommandOutput> {
  const Code = { ZipFile: answering(expression) };
  const created = await client.send(new CreateFunctionCommand({ ...FUNCTION_DEFAULTS, FunctionName, Code, ...more }));
  await waitUntilFunctionActiveV2({ client, ...PATIENCE }, { FunctionName });
  return created;
}
