import { fileURLToPath } from 'node:url';
import { bundleRuntime } from '../bundle.ts';
import type { FunctionBundle } from '../function/bundle/bundle-function.ts';
import type { GlobalShapes } from './stand-ins/lazy-globals.ts';
import type { SnapshotSettings } from './stand-ins/sleeping-function.ts';

const STAND_INS = fileURLToPath(new URL('stand-ins/sleeping-function.ts', import.meta.url));

/** The script that a snapshot is taken of. */
export interface SnapshotScript {
  readonly text: string;
  /** How many lines at its beginning are the function's, each where it is in the bundle. */
  readonly functionLines: number;
}

/**
 * Puts together what is in a snapshot: the function, the stand-ins that it is loaded with, and the runtime. The function
 * comes first, so that its source map holds for the script.
 *
 * @param boot absolute path of the module that the runtime starts with
 */
export async function snapshotScript(
  bundle: FunctionBundle,
  boot: string,
  settings: Omit<SnapshotSettings, 'functionLines'>,
): Promise<SnapshotScript> {
  const lines = bundle.script.split('\n');
  const functionLines = lines.length + 1;
  const text = [
    `${beginning(settings.globals)}${lines.join('\n')}`,
    '}};',
    'const snapbootStandIns={};',
    `(function(module,exports){${await bundleRuntime(STAND_INS)}`,
    'Object.assign(snapbootStandIns,module.exports)})({exports:{}},{});',
    // First what the runtime gives to functions while they are loaded.
    `(function(module,exports){${await bundleRuntime(boot)}`,
    '})({exports:{}},{});',
    `const snapbootSleepingFunction=snapbootStandIns.fallAsleep(snapbootFunction,__filename,${JSON.stringify({ ...settings, functionLines })});`,
  ].join('\n');
  return { text, functionLines };
}

/** Names that are hidden are parameters of a function around: the function's own names hide them in turn. */
function beginning(globals: GlobalShapes): string {
  const names = [...Object.keys(globals), 'globalThis', 'global'];
  // Those that are not given stay as they are.
  const given = names.map((name) => `${name}=${name}`);
  return [
    // Node.js keeps the console that it has written its first warning to. It listens again when a process wakes.
    "process.removeAllListeners('warning');",
    'const snapbootFunction=function(_sbGlobals,_sbKeep,_sbImport){',
    `let{${names.join(',')}}=_sbGlobals;_sbKeep(real=>{({${given.join(',')}}=real)});`,
    'return function(exports,require,module,__filename,__dirname){',
  ].join('');
}
