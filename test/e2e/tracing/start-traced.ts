import { InvokeCommand, type InvokeCommandInput } from '@aws-sdk/client-lambda';
import { vi } from 'vitest';
import type { FunctionSettings } from '../../../service/functions/function-config.ts';
import type { LambdaServiceOptions } from '../../../service/service-options.ts';
import { repository } from '../../support/run-snapboot.ts';
import { startService, type TestService } from '../../support/start-service.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';
import { startXRayReceiver, type XRayReceiver } from '../../support/xray-receiver.ts';

/** A service that sends its segments to a receiver. */
export interface TracedService extends TestService {
  readonly xray: XRayReceiver;
  /** Of the service; holds traces.jsonl. */
  readonly folder: string;
  /** Invokes a function with a trace header, and gives the one of the answer and the result. */
  invokeTraced(
    FunctionName: string,
    trace?: string,
    input?: Partial<InvokeCommandInput>,
  ): Promise<{ readonly header: string | undefined; readonly result: string }>;
}

/** Starts a service whose functions are fixtures, with active tracing unless they say otherwise. */
export async function startTraced(
  functions: readonly (Partial<FunctionSettings> & { readonly name: string })[],
  options: Partial<LambdaServiceOptions> = {},
): Promise<TracedService> {
  const xray = await startXRayReceiver();
  vi.stubEnv('AWS_XRAY_DAEMON_ADDRESS', xray.address);
  const folder = await temporaryFolder();
  const taskRoot = `${repository}test/fixtures/functions`;
  const lambda = await startService({
    functions: functions.map((each) => ({
      taskRoot,
      handler: `${each.name}.handler`,
      timeoutMs: 60_000,
      tracing: 'Active',
      ...each,
    })),
    stateFolder: folder.path,
    ...options,
  });
  return {
    ...lambda,
    xray,
    folder: folder.path,
    invokeTraced: (name, trace, input = {}) => invokeTraced(lambda, { FunctionName: name, ...input }, trace),
    async [Symbol.asyncDispose]() {
      vi.unstubAllEnvs();
      await lambda[Symbol.asyncDispose]();
      await xray[Symbol.asyncDispose]();
      await folder[Symbol.asyncDispose]();
    },
  };
}

interface RawMessage {
  readonly headers: Record<string, string>;
}

async function invokeTraced(
  { client }: TestService,
  input: InvokeCommandInput,
  trace: string | undefined,
): Promise<{ readonly header: string | undefined; readonly result: string }> {
  const command = new InvokeCommand(input);
  let header: string | undefined;
  command.middlewareStack.add(
    (next) => async (args) => {
      if (trace !== undefined) (args.request as RawMessage).headers['x-amzn-trace-id'] = trace;
      const answer = await next(args);
      header = (answer.response as RawMessage).headers['x-amzn-trace-id'];
      return answer;
    },
    { step: 'build' },
  );
  const { Payload } = await client.send(command);
  return { header, result: Payload?.transformToString() ?? '' };
}
