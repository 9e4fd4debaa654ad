import fs from 'node:fs';
import { join } from 'node:path';
import { startupSnapshot } from 'node:v8';
import type { ScriptStamp } from '../../../runtime/file-formats/code-file.ts';
import { copyCallSites, uncopyCallSites } from './call-sites.ts';
import { tellOfTheDead } from './finalizers.ts';
import { beginFindings, type Finding, note, ownFrames, takeFindings } from './findings.ts';
import { functionModules } from './function-require.ts';
import { removeGuards } from './guard.ts';
import { offerHooks, runHooks } from './hooks.ts';
import { watchIntl } from './intl.ts';
import { putSignalsOff } from './late-listeners.ts';
import { type GlobalShapes, type Globals, lazyGlobals, settleGlobals } from './lazy-globals.ts';
import type { ModuleShape } from './lazy-modules.ts';
import { openFiles } from './open-files.ts';
import { releaseOutput, watchOutput } from './output.ts';
import { unwatchProcessFacts, watchProcessFacts } from './process-facts.ts';
import { watchGlobalRandomness } from './randomness.ts';
import { watchGlobals } from './refused.ts';
import { catchUp, isLoading, onWake, wakeUp } from './stage.ts';
import { putTimersOff, watchTimers } from './timers.ts';
import { noteVariable, type VariableRead, type VariableRules, variablesRead, watchVariables } from './variables.ts';
import { putListenersInOrder, putWarningsOff } from './warnings.ts';

/** What a snapshot is taken with; the build writes it into the script. */
export interface SnapshotSettings {
  /** Where the findings are written, absolute. */
  readonly reportFile: string;
  /** How many lines at the beginning of the script are the function's. */
  readonly functionLines: number;
  readonly variables: VariableRules;
  readonly modules: Readonly<Record<string, ModuleShape>>;
  /** Whether modules that cannot be in it are loaded on waking, or when they are used first. */
  readonly loadsOnWaking: boolean;
  readonly globals: GlobalShapes;
  /** The script that the function starts from without the snapshot. */
  readonly plain: ScriptStamp;
}

/** What loading a function has shown. */
export interface SnapshotReport {
  /** What ended it, or its text; undefined where it was loaded. */
  readonly fault?: { readonly text: string } & Pick<Finding, 'frames'>;
  readonly findings: readonly Finding[];
  readonly variables: readonly VariableRead[];
  readonly nodeVersion: string;
}

/** The function's script: hides global names, and gives what CommonJS makes of the bundle. */
export type FunctionScript = (
  globals: Globals,
  keep: (set: (globals: Globals) => void) => void,
  importModule: (name: string) => Promise<unknown>,
) => (this: unknown, exports: unknown, require: NodeJS.Require, module: object, file: string, folder: string) => void;

/** A function that has been loaded, in a process or in a snapshot of it. */
export interface SleepingFunction {
  /** Whether the function has put its own format for stacks in the place of Node.js's. */
  readonly formatsStacks: () => boolean;
  /** How many lines at the beginning of the script are its own. */
  readonly lines: number;
  readonly plain: ScriptStamp;
  /** To be called first, once in each process that wakes. */
  wake(): void;
  /** Does all that loading has put off, and gives the exports. The runtime's log must be there. */
  load(): Promise<unknown>;
}

// Files are not to be written while a function is loaded, but for this one.
const { writeFileSync } = fs;

// While it is loaded; the snapshot does not hold it, so that a path in there is one that the function keeps.
let buildFolder = '';

/** Loads a function for its snapshot, which Node.js takes when the event loop is empty. Faults end the process. */
export function fallAsleep(script: FunctionScript, file: string, settings: SnapshotSettings): SleepingFunction {
  buildFolder = process.cwd();
  beginFindings(file, settings.functionLines);
  const files = openFiles();
  const { prepareStackTrace } = Error;
  const hooks = offerHooks();
  // A promise that rejects unheard ends here as well.
  process.setUncaughtExceptionCaptureCallback((error) => fail(settings, error));
  install(settings);
  const { module, ready } = loadFunction(script, settings);
  const finished = ready
    .then(() => runHooks(hooks.beforeSnapshot))
    .then(
      () => finish(settings, files),
      (error: unknown) => fail(settings, error),
    );
  let isFinished = false;
  void finished.then(() => {
    isFinished = true;
  });
  startupSnapshot.addSerializeCallback(() => {
    if (!isFinished) fail(settings, new Error('loading the function never settles'));
  });
  return {
    lines: settings.functionLines,
    plain: settings.plain,
    formatsStacks: () => Error.prepareStackTrace !== prepareStackTrace,
    wake: wakeUp,
    async load() {
      catchUp();
      await runHooks(hooks.afterRestore);
      return module.exports;
    },
  };
}

function install({ variables }: SnapshotSettings): void {
  watchVariables(variables);
  // Dates are local times, and the runtime has looked at the other.
  for (const name of ['TZ', 'AWS_LAMBDA_NODEJS_NO_GLOBAL_AWSLAMBDA']) noteVariable(name);
  watchProcessFacts();
  watchTimers();
  watchOutput();
  putSignalsOff();
  putWarningsOff();
  watchIntl();
  watchGlobals();
  copyCallSites();
}

interface Loading {
  readonly module: { exports: unknown };
  readonly ready: Promise<unknown>;
}

function loadFunction(script: FunctionScript, settings: SnapshotSettings): Loading {
  const folder = (): string => {
    if (!isLoading()) return process.env.LAMBDA_TASK_ROOT ?? '/var/task';
    note('place', 'asks for its folder');
    return buildFolder;
  };
  const lazy = { shapes: settings.modules, onWaking: settings.loadsOnWaking };
  const { require, importModule } = functionModules(lazy, () => buildFolder, folder);
  watchGlobalRandomness(() => require('node:crypto'));
  const module = {
    exports: {} as unknown,
    id: '.',
    loaded: false,
    children: [],
    require,
    get path() {
      return folder();
    },
    get filename() {
      return join(folder(), 'index.js');
    },
  };
  const names = Object.keys(lazyGlobals(settings.globals));
  const keep = (set: (globals: Globals) => void): void => onWake(() => settleGlobals(names, set));
  const ready = (async () => {
    const run = script(lazyGlobals(settings.globals), keep, importModule);
    Reflect.apply(run, module.exports, [module.exports, require, module, 'index.js', '.']);
    module.loaded = true;
    // One that awaits at its top exports a promise.
    await module.exports;
    // What was begun with setImmediate belongs to loading as well.
    await new Promise((resolve) => setImmediate(resolve));
  })();
  return { module, ready };
}

async function finish(settings: SnapshotSettings, before: ReadonlyMap<string, string>): Promise<void> {
  for (const [descriptor, target] of openFiles()) {
    if (before.get(descriptor) !== target) note('refused', `leaves ${target} open`);
  }
  if (process.exitCode !== undefined) note('refused', 'sets process.exitCode');
  process.exitCode = undefined;
  // Node.js keeps what it has answered to process.cwd() last.
  process.chdir(buildFolder);
  buildFolder = '';
  releaseOutput();
  putListenersInOrder();
  removeGuards();
  uncopyCallSites();
  unwatchProcessFacts();
  await tellOfTheDead();
  await putTimersOff();
  process.setUncaughtExceptionCaptureCallback(null);
  report(settings);
}

function fail(settings: SnapshotSettings, error: unknown): never {
  const fault =
    error instanceof Error
      ? { frames: ownFrames(error), text: `${error.name}: ${error.message}` }
      : { frames: [], text: String(error) };
  report(settings, fault);
  process.exit(1);
}

function report({ reportFile }: SnapshotSettings, fault?: SnapshotReport['fault']): void {
  const found: SnapshotReport = {
    ...(fault !== undefined && { fault }),
    findings: takeFindings(),
    variables: variablesRead(),
    nodeVersion: process.versions.node,
  };
  writeFileSync(reportFile, JSON.stringify(found));
}
