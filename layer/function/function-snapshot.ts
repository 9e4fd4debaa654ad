import { readFile, rename } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { detectSandbox, type SandboxSupport } from '../../service/environments/sandbox.ts';
import { isEmulated } from '../emulation.ts';
import { sha256 } from '../layer-manifest.ts';
import { withElapsedTime } from '../progress.ts';
import { NOT_USED, SNAPSHOT_FILES } from '../snapshot/boot-file.ts';
import { NoSnapshotError } from '../snapshot/no-snapshot-error.ts';
import type { GroundFolders, SnapshotGround } from '../snapshot/snapshot-ground.ts';
import { type TakenSnapshot, takeSnapshot } from '../snapshot/take-snapshot.ts';
import { BUNDLE_FILE, type BundleInput, bundleFunction, type FunctionBundle } from './bundle/bundle-function.ts';
import { stampOf } from './compile/script-stamp.ts';
import type { TrainingPlan } from './compile/training-run.ts';
import { fastestSnapshot, type SnapshotMode } from './fastest-snapshot.ts';
import type { FunctionBuildOptions } from './function-build-options.ts';
import type { BootMode, FunctionManifest, ModeFigures } from './function-manifest.ts';
import { copyOf, type FunctionCopy, plainCopy, trialsOf } from './mode-trials.ts';
import { sandboxGround } from './sandbox-ground.ts';
import { type ComparedMode, compareStarts } from './start-comparison.ts';

/** What has become of a snapshot. */
export interface FunctionSnapshot extends Pick<FunctionManifest, 'variables' | 'taskRoot'> {
  /** `snapshot`, or `compiled` where that is faster. */
  readonly mode: BootMode;
  readonly figures: readonly ModeFigures[];
  /** What the function's author should know, one line each. */
  readonly warnings: readonly string[];
}

interface Candidate extends TakenSnapshot {
  readonly copy: FunctionCopy;
}

/** Thrown where Node.js does not get over a snapshot. */
class WakingCrash extends NoSnapshotError {}

const CRASHED = 'Node.js ended with';
const SNAPSHOT: ComparedMode = {
  notUsed: NOT_USED,
  fault: (reason, options) =>
    reason.includes(CRASHED) ? new WakingCrash(reason, options) : new NoSnapshotError(reason, options),
};
const MOST_ATTEMPTS = 4;
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
 * @throws NoSnapshotError when something cannot be in a snapshot, or comes out of it as another thing
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
  // It holds no emulator.
  const sandbox: SandboxSupport = isEmulated(options.layer.architecture)
    ? { kind: 'none' }
    : await detectSandbox('auto');
  const isMeasured = options.trials > 0;
  const candidates = new Map<SnapshotMode, Candidate>();
  for (const mode of isMeasured ? MEASURED : [UNMEASURED]) {
    const copy = stack.use(await copyOf(plan.taskRoot));
    const taken = await takeSound(copy.path, bundle, { mode, node, options, sandbox, plan, plain });
    candidates.set(mode, { copy, ...taken });
  }
  const snapshots = Object.fromEntries([...candidates].map(([mode, { copy }]) => [mode, copy.path]));
  const folders = { plain, compiled: plan.taskRoot, ...snapshots };
  const [first] = candidates.values();
  const figures = isMeasured ? await trialsOf(folders, plan, options, first && sandboxOf(first, sandbox)) : [];
  const chosen = isMeasured ? fastestSnapshot(figures, options.keepSnapshot) : UNMEASURED;
  const fastest = chosen && candidates.get(chosen);
  if (fastest === undefined) return { mode: 'compiled', figures, warnings: [] };
  const folder = dirname(SNAPSHOT_FILES.boot);
  await rename(join(fastest.copy.path, folder), join(plan.taskRoot, folder));
  const { report, warnings, taskRoot } = fastest;
  return {
    mode: 'snapshot',
    figures,
    warnings,
    variables: hashes(report),
    ...(taskRoot !== undefined && { taskRoot }),
  };
}

interface Taking {
  readonly mode: SnapshotMode;
  readonly node: string;
  readonly options: FunctionBuildOptions;
  readonly sandbox: SandboxSupport;
}

/**
 * Takes a snapshot into a copy of the function, and compares what it does with the plain function. Now and then V8 writes
 * one down that it does not get over, mostly with 64 MB and more in buffers; the next one is mostly sound.
 */
async function takeSound(
  folder: string,
  bundle: FunctionBundle,
  taking: Taking & { readonly plan: TrainingPlan; readonly plain: string },
): Promise<TakenSnapshot> {
  const { plan, plain, sandbox } = taking;
  for (let attempt = 1; ; attempt++) {
    const taken = await takeInto(folder, bundle, taking);
    try {
      const compared = { plain: { taskRoot: plain }, taken: { taskRoot: folder } };
      await withElapsedTime('comparing', compareStarts(plan, compared, SNAPSHOT, sandboxOf(taken, sandbox)));
      return taken;
    } catch (error) {
      if (!(error instanceof WakingCrash) || attempt === MOST_ATTEMPTS) throw error;
    }
  }
}

/** Takes a snapshot into a copy of the function. */
async function takeInto(folder: string, bundle: FunctionBundle, taking: Taking): Promise<TakenSnapshot> {
  const { node, mode, sandbox } = taking;
  const { layer, allowRandom, variables } = taking.options;
  const boot = join(dirname(layer.entry), BOOT_FILE);
  const withCode = mode === 'snapshot with code';
  const lambdaGround =
    sandbox.kind === 'none' ? undefined : (folders: GroundFolders): SnapshotGround => sandboxGround(folders, sandbox);
  const { architecture } = layer;
  const plain = stampOf(await readFile(join(folder, BUNDLE_FILE)));
  const module = basename(BUNDLE_FILE, '.js');
  const ground = { folder, node, architecture, boot, lambdaGround };
  const plan = { ...ground, bundle, plain, module, variables, allowRandom, withCode };
  return await withElapsedTime('taking a snapshot', takeSnapshot(plan));
}

/** What a function that depends on paths is started in, so that it finds them. */
function sandboxOf({ taskRoot, report }: TakenSnapshot, sandbox: SandboxSupport): SandboxSupport {
  const isBound = taskRoot !== undefined || report.variables.some(([name]) => name === 'TMPDIR');
  return isBound ? sandbox : { kind: 'none' };
}

function hashes({ variables }: TakenSnapshot['report']): Record<string, string | null> {
  return Object.fromEntries(
    variables.map(([name, value]) => [name, value === null ? null : sha256(Buffer.from(value))]),
  );
}
