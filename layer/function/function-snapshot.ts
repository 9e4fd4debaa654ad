import { rename, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { sha256 } from '../layer-manifest.ts';
import { withElapsedTime } from '../progress.ts';
import { bootFileText, SNAPSHOT_FILES } from '../snapshot/boot-file.ts';
import { type TakenSnapshot, takeSnapshot } from '../snapshot/take-snapshot.ts';
import { type BundleInput, bundleFunction, type FunctionBundle } from './bundle/bundle-function.ts';
import type { TrainingPlan } from './compile/training-run.ts';
import { fastestSnapshot, type SnapshotMode } from './fastest-snapshot.ts';
import type { FunctionBuildOptions } from './function-build-options.ts';
import type { BootMode, FunctionManifest, ModeFigures } from './function-manifest.ts';
import { copyOf, type FunctionCopy, plainCopy, trialsOf } from './mode-trials.ts';
import { compareStarts } from './snapshot-comparison.ts';

/** What has become of a snapshot. */
export interface FunctionSnapshot extends Pick<FunctionManifest, 'variables'> {
  /** `snapshot`, or `compiled` where that is faster. */
  readonly mode: BootMode;
  readonly figures: readonly ModeFigures[];
  /** What the function's author should know, one line each. */
  readonly warnings: readonly string[];
}

interface Candidate extends TakenSnapshot {
  readonly copy: FunctionCopy;
}

const BOOT_FILE = 'snapshot-boot.ts';
// Nobody knows which is faster before it is measured; the function's own modules are no slower with the former.
const UNMEASURED: SnapshotMode = 'snapshot with code';
const MEASURED: readonly SnapshotMode[] = ['snapshot', UNMEASURED];

/**
 * Takes snapshots of a compiled function, compares what it does with what the function does without, and measures all.
 * The fastest stays in the function's folder, unless the function is faster without.
 *
 * @param plan its `taskRoot` is the compiled function
 * @param node absolute path of the layer's Node.js
 * @throws BuildError when something cannot be in a snapshot, or comes out of it as another thing
 */
export async function functionSnapshot(
  input: BundleInput,
  plan: TrainingPlan,
  node: string,
  options: FunctionBuildOptions,
): Promise<FunctionSnapshot> {
  await using stack = new AsyncDisposableStack();
  const plain = stack.use(await plainCopy(plan.taskRoot)).path;
  const bundle = await bundleFunction({ ...input, importsByCall: true });
  const candidates = new Map<SnapshotMode, Candidate>();
  for (const mode of options.trials === 0 ? [UNMEASURED] : MEASURED) {
    const copy = stack.use(await copyOf(plan.taskRoot));
    const taken = await takeInto(copy.path, bundle, { mode, node, options });
    await withElapsedTime('comparing', compareStarts(plan, { plain, snapshot: copy.path }));
    candidates.set(mode, { copy, ...taken });
  }
  const snapshots = Object.fromEntries([...candidates].map(([mode, { copy }]) => [mode, copy.path]));
  const folders = { plain, compiled: plan.taskRoot, ...snapshots };
  const figures = options.trials === 0 ? [] : await trialsOf(folders, plan, options);
  const chosen = options.trials === 0 ? UNMEASURED : fastestSnapshot(figures);
  const fastest = chosen && candidates.get(chosen);
  if (fastest === undefined) return { mode: 'compiled', figures, warnings: [] };
  const folder = dirname(SNAPSHOT_FILES.boot);
  await rename(join(fastest.copy.path, folder), join(plan.taskRoot, folder));
  return { mode: 'snapshot', figures, warnings: fastest.warnings, variables: hashes(fastest.report) };
}

interface Taking {
  readonly mode: SnapshotMode;
  readonly node: string;
  readonly options: FunctionBuildOptions;
}

/** Takes a snapshot into a copy of the function. */
async function takeInto(folder: string, bundle: FunctionBundle, taking: Taking): Promise<TakenSnapshot> {
  const { node, mode } = taking;
  const { layer, allowRandom, variables } = taking.options;
  const boot = join(dirname(layer.entry), BOOT_FILE);
  const plan = { folder, bundle, node, boot, variables, allowRandom, withCode: mode === 'snapshot with code' };
  const taken = await withElapsedTime('taking a snapshot', takeSnapshot(plan));
  const conditions = { ...taken.report, architecture: layer.architecture };
  await writeFile(join(folder, SNAPSHOT_FILES.boot), bootFileText(conditions));
  return taken;
}

function hashes({ variables }: TakenSnapshot['report']): Record<string, string | null> {
  return Object.fromEntries(
    variables.map(([name, value]) => [name, value === null ? null : sha256(Buffer.from(value))]),
  );
}
