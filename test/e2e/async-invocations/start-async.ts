import { readFileSync } from 'node:fs';
import {
  CreateFunctionCommand,
  InvokeCommand,
  type InvokeCommandInput,
  type InvokeCommandOutput,
} from '@aws-sdk/client-lambda';
import { strToU8, zipSync } from 'fflate';
import type { FunctionConfig, FunctionSettings } from '../../../service/functions/function-config.ts';
import type { LambdaServiceOptions } from '../../../service/service-options.ts';
import { repository } from '../../support/run-snapboot.ts';
import { startService, type TestService } from '../../support/start-service.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

/** What a function has noted at one attempt. */
export interface Note {
  readonly id: string;
  readonly functionName: string;
  readonly event: unknown;
  readonly traceId: string;
  readonly tenantId?: string;
}

/** A service whose functions note their events. */
export interface AsyncService extends TestService {
  /** Empty at first; gone with the service. */
  readonly folder: string;
  sendEvent(FunctionName: string, event: unknown, more?: Partial<InvokeCommandInput>): Promise<InvokeCommandOutput>;
  /** Of all functions, in the order of their attempts. */
  notes(): readonly Note[];
}

/** Delays of minutes become tens of milliseconds. */
export const FAST = 0.001;

/** Starts a service with functions of these names; each notes its events, unless it fails while it does. */
export async function startAsync(
  names: readonly string[],
  options: Partial<LambdaServiceOptions> = {},
  more: Partial<FunctionConfig> = {},
): Promise<AsyncService> {
  const folder = await temporaryFolder();
  const functions = names.map((name) => notingFunction(name, `${folder.path}/notes`, more));
  const lambda = await startService({ functions, asyncTimeScale: FAST, ...options });
  return {
    ...lambda,
    folder: folder.path,
    sendEvent: (FunctionName, event, input = {}) =>
      lambda.client.send(
        new InvokeCommand({ FunctionName, InvocationType: 'Event', Payload: JSON.stringify(event), ...input }),
      ),
    notes: () => readNotes(`${folder.path}/notes`),
    async [Symbol.asyncDispose]() {
      await lambda[Symbol.asyncDispose]();
      await folder[Symbol.asyncDispose]();
    },
  };
}

/** What the functions of a service have noted in a file. */
export function readNotes(file: string): readonly Note[] {
  const lines = readFileSync(file, { encoding: 'utf8', flag: 'a+' }).split('\n').slice(0, -1);
  return lines.map((line) => JSON.parse(line));
}

function notingFunction(name: string, notes: string, more: Partial<FunctionConfig>): FunctionSettings {
  const taskRoot = `${repository}test/fixtures/functions`;
  return {
    name,
    taskRoot,
    handler: 'notes-its-events.handler',
    variables: { NOTES: notes },
    timeoutMs: 60_000,
    ...more,
  };
}

/** Deploys a function that fails, and publishes its version 1. */
export async function deployFailing({ client }: AsyncService, FunctionName: string): Promise<void> {
  const ZipFile = zipSync({ 'index.mjs': strToU8('export const handler = async () => { throw new Error("no"); };') });
  await client.send(
    new CreateFunctionCommand({
      FunctionName,
      Runtime: 'provided.al2023',
      Handler: 'index.handler',
      Role: 'arn:aws:iam::123456789012:role/any',
      Code: { ZipFile },
      Publish: true,
    }),
  );
}
