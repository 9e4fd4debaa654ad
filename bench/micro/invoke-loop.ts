import { Http1Connection } from '../../runtime/http/http1-connection.ts';
import { type RuntimeEnvironment, readRuntimeApiAddress } from '../../runtime/init/runtime-environment.ts';
import { bufferedInvoke } from '../../runtime/invoke/buffered-invoke.ts';
import { handlerResult } from '../../runtime/invoke/handler-result.ts';
import { type InvokeReport, runInvokeLoop } from '../../runtime/invoke/invoke-loop.ts';
import { beginInvocation, InvokeStore } from '../../runtime/invoke/invoke-store.ts';
import { RuntimeApiClient } from '../../runtime/runtime-api-client.ts';
import { RuntimePhase } from '../../runtime/runtime-phase.ts';
import { RuntimeApiRecorder } from '../recorder/runtime-api-recorder.ts';
import type { HotPath } from './hot-path.ts';

const LARGE_BYTES = 100_000;
const SILENT: InvokeReport = { error: () => {}, warning: () => {}, refusal: () => {} };
const ENVIRONMENT: RuntimeEnvironment = {
  handler: 'index.handler',
  taskRoot: '/var/task',
  functionName: 'bench',
  functionVersion: '$LATEST',
  memoryLimitInMB: '128',
  logGroupName: '/aws/lambda/bench',
  logStreamName: 'bench',
  temporaryFolder: '/tmp',
  cleanTemporaryFolder: false,
  globalAwslambda: false,
};

/** Whole invocations over a socket whose other end is in this process too: event → response → following GET next. */
export async function invokeLoop(): Promise<HotPath> {
  const recorder = await RuntimeApiRecorder.start();
  const ended = startLoop(recorder.address);
  await recorder.ready();
  const large = JSON.stringify({ text: 'x'.repeat(LARGE_BYTES) });
  return {
    name: 'invoke loop',
    isAsync: true,
    cases: [
      { name: 'an empty event', run: () => recorder.invoke('{}') },
      { name: 'an event and a result of 100 kB', run: () => recorder.invoke(large) },
    ],
    async close() {
      await recorder[Symbol.asyncDispose]();
      await ended;
    },
  };
}

/** Runs until the other end is gone. */
async function startLoop(address: string): Promise<void> {
  const client = new RuntimeApiClient(new Http1Connection(readRuntimeApiAddress({ AWS_LAMBDA_RUNTIME_API: address })));
  const phase = new RuntimePhase((thrown) => client.failInit(thrown));
  const store = new InvokeStore();
  const parts = { client, environment: ENVIRONMENT, phase, report: SILENT };
  const answer = bufferedInvoke(
    handlerResult((event) => event),
    parts,
  );
  const begin = (invocation: Parameters<typeof beginInvocation>[1]): void => beginInvocation(store, invocation);
  await runInvokeLoop(parts, answer, begin, () => {}).catch(() => {});
}
