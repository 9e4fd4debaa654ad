import { Module } from 'node:module';
import { installAwslambdaGlobal } from '../../../runtime/init/awslambda-global.ts';
import { loadFunction } from '../../../runtime/init/handler-loader.ts';
import { parseHandlerName } from '../../../runtime/init/handler-name.ts';
import { loadModule, type ModuleLoader } from '../../../runtime/init/module-loader.ts';
import { importFromNodePath } from '../../../runtime/init/node-path-imports.ts';
import { globalAwslambda } from '../../../runtime/init/runtime-environment.ts';
import { settledOrDrained } from '../../../runtime/invoke/event-loop-drain.ts';
import { calmDown } from '../calm.ts';
import type { Finding } from '../findings.ts';
import type { Internals } from '../internals.ts';
import type { ImagePlan } from '../plan.ts';
import type { VariableRead } from '../report.ts';
import { FindingLog } from './finding-log.ts';
import { raiseGuards, removeGuards } from './guard.ts';
import { type Hooks, offerHooks, runHooks } from './hooks.ts';
import { followLeftovers } from './leftovers.ts';
import { followAddons } from './loaded-files.ts';
import { type RecordedOutput, recordOutput } from './output.ts';
import { followDelays } from './parked-delays.ts';
import { parkTimers } from './parked-timers.ts';
import { primeFunction } from './primed-function.ts';
import { watchRandomness } from './randomness.ts';
import { hideUsage } from './usage.ts';
import { type WatchedVariables, watchVariables } from './variables.ts';

/** A function that has been loaded and is to sleep. */
export interface SleepingFunction {
  readonly findings: readonly Finding[];
  readonly variables: readonly VariableRead[];
  readonly addons: readonly string[];
  /** Does again what loading has done outside of this process, and gives the exports. The runtime's log must be there. */
  wake(): Promise<unknown>;
}

/** Thrown where a function cannot be loaded, with what has been found until then. */
export class LoadingFault extends Error {
  override readonly name = 'LoadingFault';
  readonly found: Pick<SleepingFunction, 'findings' | 'variables' | 'addons'>;

  constructor(cause: unknown, found: LoadingFault['found']) {
    super(cause instanceof Error ? `${cause.name}: ${cause.message}` : String(cause), { cause });
    this.found = found;
  }
}

/** Everything that watches a function while it is loaded. */
interface Watches {
  readonly log: FindingLog;
  readonly hooks: Hooks;
  readonly variables: WatchedVariables;
  readonly output: RecordedOutput;
  readonly addons: readonly string[];
  readonly drawAgain: () => void;
  readonly parkDelays: () => () => void;
}

/** Loads the function as the runtime would, and has it answer the events where the plan wants that. */
export async function loadSleepingFunction(
  plan: ImagePlan,
  loader: ModuleLoader,
  internals: Internals,
): Promise<SleepingFunction> {
  const watches = watch(plan, loader.filename);
  const { log, hooks, variables, output, addons, drawAgain, parkDelays } = watches;
  const leftovers = followLeftovers(log);
  const found = () => ({ findings: log.findings, variables: variables.read(), addons });
  try {
    const exports = await loadUnlessCrashed(() => load(plan, loader, watches));
    const connected = async () => {
      output.connect();
      return exports;
    };
    if (plan.primed) {
      await primeFunction(plan, { ...loader, load: connected }, log);
      await runHooks(hooks.beforeImage);
    }
    variables.release();
    const setTimers = parkTimers(internals);
    const measureDelays = parkDelays();
    await calmDown();
    leftovers.tell();
    if (process.exitCode !== undefined) log.note('refused', 'sets process.exitCode', []);
    return {
      ...found(),
      async wake() {
        variables.changeAgain();
        drawAgain();
        setTimers();
        measureDelays();
        output.connect();
        output.replay();
        await runHooks(hooks.afterWaking);
        return exports;
      },
    };
  } catch (error) {
    release(watches);
    throw new LoadingFault(error, found());
  }
}

function watch(plan: ImagePlan, ownFile: string): Watches {
  const log = new FindingLog(ownFile, plan.allowRandom);
  const watches = {
    log,
    hooks: offerHooks(),
    output: recordOutput(),
    addons: followAddons(),
    drawAgain: watchRandomness(log),
    parkDelays: followDelays(),
    // The last one: the others read some themselves.
    variables: watchVariables(plan.rules, log),
  };
  hideUsage();
  raiseGuards();
  return watches;
}

function release({ output, variables }: Watches): void {
  variables.release();
  output.release();
  removeGuards();
}

/** What is thrown into the event loop, or rejected unheard, ends loading as well. */
async function loadUnlessCrashed(load: () => Promise<unknown>): Promise<unknown> {
  const { promise: crashed, reject } = Promise.withResolvers<never>();
  process.setUncaughtExceptionCaptureCallback(reject);
  try {
    return await Promise.race([load(), crashed]);
  } finally {
    process.setUncaughtExceptionCaptureCallback(null);
  }
}

async function load(plan: ImagePlan, loader: ModuleLoader, watches: Watches): Promise<unknown> {
  if (globalAwslambda(process.env)) installAwslambdaGlobal();
  importFromNodePath(process.env.NODE_PATH);
  const { compileCache: directory } = plan;
  if (directory !== undefined) Module.enableCompileCache({ directory, portable: true });
  const { folder, module } = parseHandlerName(plan.handler);
  const loading = loadModule(loader, plan.taskRoot, folder, module);
  const exports = await settledOrDrained(loading, 'loading the function');
  // Whether there is a handler in it is to be known now.
  await loadFunction({ ...loader, load: async () => exports }, plan.taskRoot, plan.handler);
  // What was begun with setImmediate belongs to loading as well.
  await new Promise((resolve) => setImmediate(resolve));
  // Otherwise they run when the events have been answered.
  if (!plan.primed) await runHooks(watches.hooks.beforeImage);
  watches.variables.endLoading();
  watches.output.release();
  removeGuards();
  return exports;
}
