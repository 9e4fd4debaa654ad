import { endOnCrash } from './errors/crash.ts';
import { RuntimeError } from './errors/runtime-error.ts';
import { Http1Connection } from './http/http1-connection.ts';
import type { HostPort } from './http/tcp-socket.ts';
import { installAwslambdaGlobal } from './init/awslambda-global.ts';
import { type LoadedFunction, type LoadedHandler, loadFunction } from './init/handler-loader.ts';
import type { ModuleLoader } from './init/module-loader.ts';
import { importFromNodePath } from './init/node-path-imports.ts';
import {
  type RuntimeEnvironment,
  readRuntimeApiAddress,
  readRuntimeEnvironment,
  takeLogSettings,
} from './init/runtime-environment.ts';
import { type StartTrace, startTrace } from './init/start-trace.ts';
import { bufferedInvoke } from './invoke/buffered-invoke.ts';
import { settledOrDrained } from './invoke/event-loop-drain.ts';
import { handlerResult } from './invoke/handler-result.ts';
import { type Answer, type InvokeParts, type InvokeReport, runInvokeLoop } from './invoke/invoke-loop.ts';
import { beginInvocation, InvokeStore } from './invoke/invoke-store.ts';
import { streamingInvoke } from './invoke/streaming-invoke.ts';
import { TemporaryFolder } from './invoke/temporary-folder.ts';
import { captureConsole } from './logging/console-capture.ts';
import { createLogError } from './logging/log-error.ts';
import { writeWhole } from './logging/log-sink.ts';
import { writeStreamsWhole } from './logging/standard-streams.ts';
import type { Invocation } from './protocol/invocation.ts';
import { RuntimeApiClient } from './runtime-api-client.ts';
import { RuntimePhase } from './runtime-phase.ts';
import { prepareShutdown } from './shutdown/shutdown-hook.ts';

const STDERR = 2;

/**
 * Starts the function and answers its invocations until the process ends. Puts the parts together; nothing else does.
 * A mistake in the environment, or a service that can no longer be talked to, ends the process with one line on
 * stderr and exit code 1.
 */
export async function startRuntime(loader: ModuleLoader): Promise<void> {
  try {
    await runRuntime(loader);
  } catch (error) {
    // What is wrong with a variable is wrong in whatever way the function starts.
    if (error instanceof RuntimeError) loader.initEnds?.();
    writeWhole(STDERR, Buffer.from(`snapboot: ${(error as Error).message}\n`));
    process.exit(1);
  }
}

/** As `startRuntime`, and rejects where that ends the process: so a rehearsal comes to its end. */
export async function runRuntime(loader: ModuleLoader): Promise<never> {
  const trace = startTrace(process.env);
  trace('runtime');
  const address = readRuntimeApiAddress(process.env);
  const connection = new Http1Connection(address);
  // Connecting overlaps with loading the function.
  connection.connect();
  return await runFunction(loader, address, new RuntimeApiClient(connection), trace);
}

async function runFunction(
  loader: ModuleLoader,
  address: HostPort,
  client: RuntimeApiClient,
  trace: StartTrace,
): Promise<never> {
  const phase = new RuntimePhase((thrown) => client.failInit(thrown), loader.initEnds);
  const environment = await readEnvironmentOrFail(client, phase);
  const store = environment.globalAwslambda ? installAwslambdaGlobal() : new InvokeStore();
  const report = startLog(store, loader.script ?? loader.filename);
  endOnCrash(phase, report.error);
  const temporary = new TemporaryFolder(environment.temporaryFolder, environment.cleanTemporaryFolder, report.warning);
  temporary.beginInit();
  const parts = { client, environment, phase, report };
  const loaded = await loadOrExit(loader, parts);
  trace('handler');
  await prepareShutdown(address, loaded.onShutdown, report);
  temporary.endInit();

  const begin = (invocation: Invocation): void => {
    beginInvocation(store, invocation);
    setTraceId(invocation.traceId);
    temporary.beginInvocation();
  };
  const answer = await answerOf(loaded.handler, parts);
  // What loading has left behind to throw, or has rejected unheard, is noticed in this turn, and is init's.
  await phase.step(() => new Promise(setImmediate));
  trace('next');
  return await runInvokeLoop(parts, answer, begin, () => temporary.endInvocation());
}

async function readEnvironmentOrFail(client: RuntimeApiClient, phase: RuntimePhase): Promise<RuntimeEnvironment> {
  try {
    return readRuntimeEnvironment(process.env);
  } catch (error) {
    await phase.answer(() => client.failInit(error));
    throw error;
  }
}

function startLog(store: InvokeStore, ownFile: string): InvokeReport {
  const settings = takeLogSettings(process.env);
  const log = captureConsole(settings, store);
  writeStreamsWhole();
  return {
    error: createLogError(log, settings.json, ownFile),
    warning: (message) => log('WARN', message),
    refusal: (refusal) => {
      if (refusal !== undefined) log('ERROR', refusal);
    },
  };
}

async function loadOrExit(loader: ModuleLoader, parts: InvokeParts): Promise<LoadedFunction> {
  const { client, environment, phase, report } = parts;
  try {
    importFromNodePath(process.env.NODE_PATH);
    const loading = loadFunction(loader, environment.taskRoot, environment.handler);
    return await phase.step(() => settledOrDrained(loading, 'loading the function'));
  } catch (thrown) {
    await phase.answer(() => {
      report.error('Init Error', thrown);
      return client.failInit(thrown);
    });
    process.exit(1);
  }
}

function answerOf(handler: LoadedHandler, parts: InvokeParts): Answer | Promise<Answer> {
  switch (handler.kind) {
    case 'buffered':
      return bufferedInvoke(handlerResult(handler.call), parts);
    case 'streaming':
      return streamingInvoke(handler, parts);
  }
}

// Tracing libraries read the header from the environment.
function setTraceId(traceId: string | undefined): void {
  if (traceId === undefined) delete process.env._X_AMZN_TRACE_ID;
  else process.env._X_AMZN_TRACE_ID = traceId;
}
