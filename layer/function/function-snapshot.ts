import { rename, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { sha256 } from '../layer-manifest.ts';
import { withElapsedTime } from '../progress.ts';
import { bootFileText, SNAPSHOT_FILES } from '../snapshot/boot-file.ts';
import { type TakenSnapshot, takeSnapshot } from '../snapshot/take-snapshot.ts';
import { type BundleInput, bundleFunction } from './bundle/bundle-function.ts';
import type { TrainingPlan } from './compile/training-run.ts';
import type { FunctionBuildOptions } from './function-build-options.ts';
import type { BootMode, FunctionManifest, ModeFigures } from './function-manifest.ts';
import { copyOf, plainCopy, trialsOf } from './mode-trials.ts';
import { compareStarts } from './snapshot-comparison.ts';

/** What has become of a snapshot. */
export interface FunctionSnapshot extends Pick<FunctionManifest, 'variables'> {
  /** `snapshot`, or `compiled` where that is faster. */
  readonly mode: BootMode;
  readonly figures: readonly ModeFigures[];
  /** What the function's author should know, one line each. */
  readonly warnings: readonly string[];
}

const BOOT_FILE = 'snapshot-boot.ts';

/**
 * Takes a snapshot of a compiled function, compares what it does with what the function does without, and measures both.
 * It stays in the function's folder where it is faster.
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
  const { layer, allowRandom, variables } = options;
  await using copy = await copyOf(plan.taskRoot);
  await using plain = await plainCopy(plan.taskRoot);
  const bundle = await bundleFunction({ ...input, importsByCall: true });
  const boot = join(dirname(layer.entry), BOOT_FILE);
  const taking = takeSnapshot({ folder: copy.path, bundle, node, boot, variables, allowRandom });
  const { report, warnings } = await withElapsedTime('taking a snapshot', taking);
  const conditions = { ...report, architecture: layer.architecture };
  await writeFile(join(copy.path, SNAPSHOT_FILES.boot), bootFileText(conditions));
  await withElapsedTime('comparing', compareStarts(plan, { plain: plain.path, snapshot: copy.path }));
  const folders = { plain: plain.path, compiled: plan.taskRoot, snapshot: copy.path };
  const figures = options.trials === 0 ? [] : await trialsOf(folders, plan, options);
  if (!wins(figures)) return { mode: 'compiled', figures, warnings };
  const folder = dirname(SNAPSHOT_FILES.boot);
  await rename(join(copy.path, folder), join(plan.taskRoot, folder));
  return { mode: 'snapshot', figures, warnings, variables: hashes(report) };
}

/** With every size of memory that was measured, init and first invocation together. */
function wins(figures: readonly ModeFigures[]): boolean {
  const sum = ({ initMs, firstInvocationMs }: ModeFigures): number => initMs + firstInvocationMs;
  return figures
    .filter(({ mode }) => mode === 'snapshot')
    .every((own) =>
      figures.every((other) => other.mode === 'snapshot' || other.memoryMb !== own.memoryMb || sum(own) < sum(other)),
    );
}

function hashes({ variables }: TakenSnapshot['report']): Record<string, string | null> {
  return Object.fromEntries(
    variables.map(([name, value]) => [name, value === null ? null : sha256(Buffer.from(value))]),
  );
}
