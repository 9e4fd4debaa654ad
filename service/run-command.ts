import { relative } from 'node:path';
import { INIT_LIMIT_MS } from '../runtime/protocol/quotas.ts';
import type { InitOutcome, InvokeOutcome } from './environments/environment-outcomes.ts';
import { cleanLeftovers } from './environments/leftovers.ts';
import { detectPlatform } from './environments/platform.ts';
import { type FunctionConfig, functionConfig } from './functions/function-config.ts';
import { functionNameOf } from './functions/function-name.ts';
import { type FunctionPlace, readFunctionPath } from './functions/function-path.ts';
import { describeExit } from './processes/process-exit.ts';
import { readEvent } from './run/event-argument.ts';
import { FunctionHost } from './run/function-host.ts';
import { printPayload, streamPrinter } from './run/response-printer.ts';
import { RUN_HELP, type RunOptions, readRunOptions } from './run/run-options.ts';
import {
  type InvocationTimes,
  printEntry,
  printError,
  printHead,
  printHint,
  printLog,
  printNotice,
  printSummary,
  printTimes,
  printTitle,
} from './run/run-report.ts';

// What a shell says of a program that ended by SIGINT or SIGTERM.
const INTERRUPTED = { SIGINT: 130, SIGTERM: 143 } as const;

/**
 * The command line `snapboot run`. Sets the exit code to 1 when an invocation has failed.
 *
 * @param args what follows `snapboot run`
 * @param findBootstrap gives the absolute path of the program that Lambda would start
 * @throws UsageError with one line for the user
 */
export async function runRunCommand(args: readonly string[], findBootstrap: () => Promise<string>): Promise<void> {
  if (args.includes('--help') || args.includes('-h')) {
    process.stdout.write(RUN_HELP);
    return;
  }
  const options = readRunOptions(args);
  const place = readFunctionPath(options.path, options.handler);
  const payload = await readEvent(options.event);
  const bootstrap = await findBootstrap();
  await cleanLeftovers();
  const platform = await detectPlatform({ ...options, onNotice: printNotice });
  const config = functionOf(options, place);
  await using host = new FunctionHost({ function: config, bootstrap, platform, onLogLine: printLog });
  stopOnInterrupt(host);
  printTitle(place.handler, readablePath(place.taskRoot), options);
  await invokeAll(host, payload, options);
}

async function invokeAll(host: FunctionHost, payload: Buffer, { times }: RunOptions): Promise<void> {
  const measured: InvocationTimes[] = [];
  for (let number = 1; number <= times; number++) {
    printHead(number, host.isWarm ? 'warm' : 'cold');
    const init = host.isWarm ? undefined : await host.init();
    if (init !== undefined && init.state !== 'ready') return printFailedInit(init);
    measured.push(await invokeOnce(host, payload, init?.initMs));
  }
  printSummary(measured);
}

async function invokeOnce(host: FunctionHost, payload: Buffer, initMs: number | undefined): Promise<InvocationTimes> {
  const { outcome, invokeMs } = await host.invoke(payload, streamPrinter(performance.now()));
  printOutcome(outcome);
  const times = { initMs, invokeMs };
  printTimes(times);
  if (outcome.state === 'succeeded' && !host.isWarm) printHint('the process ended after its response');
  return times;
}

function printOutcome(outcome: InvokeOutcome): void {
  if (outcome.state === 'succeeded') {
    if (outcome.response.mode === 'buffered') printPayload(outcome.response.payload);
    return;
  }
  process.exitCode = 1;
  printError(outcome.error);
  if (outcome.state === 'timed-out') printHint('--timeout SECONDS allows more');
}

function printFailedInit(init: Exclude<InitOutcome, { state: 'ready' }>): void {
  process.exitCode = 1;
  if (init.state === 'failed') printError(init.error);
  else if (init.state === 'crashed') printEntry('error', describeExit(init.exit), 'red');
  else if (init.state === 'extension-fault')
    printEntry('error', `${init.fault.errorType}: ${init.fault.message}`, 'red');
  else printEntry('error', `not ready after ${INIT_LIMIT_MS / 1000} s`, 'red');
  printHint('the function did not initialise: no event was sent');
}

function functionOf({ memoryMb, timeoutMs, variables }: RunOptions, place: FunctionPlace): FunctionConfig {
  return functionConfig({ name: functionNameOf(place), ...place, memoryMb, timeoutMs, variables });
}

/** Relative where that is shorter to read. */
function readablePath(path: string): string {
  const relativePath = relative(process.cwd(), path) || '.';
  return relativePath.startsWith('..') ? path : relativePath;
}

/** The runtime is in a process group of its own: nobody else would end it. */
function stopOnInterrupt(host: FunctionHost): void {
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(signal, () => {
      const exit = (): never => process.exit(INTERRUPTED[signal]);
      host[Symbol.asyncDispose]().then(exit, exit);
    });
  }
}
