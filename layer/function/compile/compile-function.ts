import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { encodeCodeFile } from '../../../runtime/file-formats/code-file.ts';
import { BuildError } from '../../build-error.ts';
import {
  BUNDLE_FILE,
  type BundleInput,
  bundleFunction,
  type FunctionBundle,
  type Preloads,
} from '../bundle/bundle-function.ts';
import { indexedMap } from './indexed-map.ts';
import { stampOf } from './script-stamp.ts';
import { type TrainingPlan, type TrainingResult, trainingRun } from './training-run.ts';

/** The file that the runtime looks for beside a bundle. */
export const CODE_FILE: string = `${BUNDLE_FILE}.cache`;

const MAP_FILE = `${BUNDLE_FILE}.map`;

/** A bundle, and what has been compiled of it. */
export interface CompiledFunction {
  readonly bundle: FunctionBundle;
  readonly training: TrainingResult;
  readonly preloads: Preloads;
}

// A built-in module that is loaded early may bring the use of another one to light; more than once was never seen.
const MOST_RUNS = 4;

/**
 * Bundles a function and runs it in its folder, until it loads all in init that the sample events need; writes the
 * bundle and the code that V8 has compiled by then.
 *
 * @throws BuildError when the function does not load, or fails for an event
 */
export async function compileFunction(input: BundleInput, plan: TrainingPlan): Promise<CompiledFunction> {
  let preloads: Preloads = { builtins: [], globals: [] };
  for (let run = 0; run < MOST_RUNS; run++) {
    const bundle = await bundleFunction({ ...input, ...preloads });
    await writeBundle(plan.taskRoot, bundle);
    // The runtime compiles the bundle itself where there is code: V8 refuses this.
    await writeFile(join(plan.taskRoot, CODE_FILE), codeFile(bundle, Buffer.alloc(0)));
    const training = await trainingRun(plan);
    const more = missing(preloads, training);
    if (more === undefined || run === MOST_RUNS - 1) {
      if (training.code === undefined) throw new BuildError('the function was not loaded from its bundle');
      await writeCode(plan.taskRoot, bundle, training.code);
      return { bundle, training, preloads };
    }
    preloads = more;
  }
  throw new BuildError('the function loads other built-in modules each time that it is run');
}

/** With what has come late in spite of them; nothing where there is no more. */
function missing({ builtins, globals }: Preloads, { lateBuiltins, lateGlobals }: TrainingResult): Preloads | undefined {
  // What the function has put in the place of a global loads nothing.
  const more = [
    lateBuiltins.filter((name) => !builtins.includes(name)),
    lateGlobals.filter((name) => !globals.includes(name)),
  ] as const;
  if (more.every((names) => names.length === 0)) return undefined;
  return { builtins: [...builtins, ...more[0]], globals: [...globals, ...more[1]] };
}

/** Writes the bundle and its source map, without compiled code. */
export async function writeBundle(folder: string, { script, map }: FunctionBundle): Promise<void> {
  await writeFile(join(folder, BUNDLE_FILE), script);
  await writeFile(join(folder, MAP_FILE), map);
}

/** Writes beside a bundle what the runtime has use for where it has compiled code. */
async function writeCode(folder: string, bundle: FunctionBundle, code: Buffer): Promise<void> {
  const { map, index } = indexedMap(bundle.map, stampOf(bundle.script));
  await writeFile(join(folder, CODE_FILE), codeFile(bundle, code));
  await writeFile(join(folder, MAP_FILE), map);
  await writeFile(join(folder, `${MAP_FILE}.index`), index);
}

function codeFile({ script }: FunctionBundle, code: Buffer): Buffer {
  const isAscii = Buffer.byteLength(script) === script.length;
  return encodeCodeFile({ script: stampOf(script), isAscii, imports: script.includes('import('), code });
}
