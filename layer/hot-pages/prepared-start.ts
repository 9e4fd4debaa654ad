import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { privateFolder } from '../../service/environments/private-folder.ts';
import type { CommandLine } from '../../service/processes/command-line.ts';
import { shellWord } from '../../service/processes/shell-word.ts';
import type { Absence } from '../absence.ts';
import type { Artifact } from '../artifact-tree.ts';
import type { BuildPlan } from '../build-plan.ts';
import { emulatingScript, isEmulated, whyNoArm64 } from '../emulation.ts';
import { layerFiles } from './layer-files.ts';
import { type Invocation, oneInvocation } from './one-invocation.ts';
import { type PageTouches, touchesOf } from './page-touches.ts';
import { PLACES, type StartTree, startTree } from './start-tree.ts';
import type { StorageRead, WatchedTree } from './tree/watched-tree.ts';
import { RECORDING_WAYS, type RecordingWay, watchTree } from './watch-tree.ts';

/** A function that is to be started on a layer. */
export interface Start extends Omit<Invocation, 'bootstrap'> {
  readonly plan: BuildPlan;
  readonly artifacts: readonly Artifact[];
  /** A launcher without a list, for a start from the process image that is among the artifacts or the function's files. */
  readonly launcher?: Uint8Array;
}

/** What was recorded. */
export interface Recording extends PageTouches {
  /** Whether the event was answered: otherwise the start has touched less than it does in Lambda. */
  readonly succeeded: boolean;
}

const QUIET_MS = 50;
const MOST_WAITS = 40;

// As in Lambda, where the tree is all that there is.
const VARIABLES = {
  LAMBDA_TASK_ROOT: PLACES.task,
  LAMBDA_RUNTIME_DIR: '/var/runtime',
  LD_LIBRARY_PATH: '/lib64:/usr/lib64:/var/runtime:/var/runtime/lib:/var/task:/var/task/lib:/opt/lib',
  PATH: '/usr/local/bin:/usr/bin:/bin:/opt/bin',
  TMPDIR: '/tmp',
};

/** A start that can be recorded: all that it needs is in one place. */
export class PreparedStart implements AsyncDisposable {
  readonly #folder: string;
  readonly #start: Start;
  readonly #tree: StartTree;

  private constructor(folder: string, start: Start, tree: StartTree) {
    this.#folder = folder;
    this.#start = start;
    this.#tree = tree;
  }

  /** Puts all that a start needs in one place, or says why it cannot be started here. */
  static async of(start: Start): Promise<PreparedStart | Absence> {
    const { architecture } = start.plan;
    if (process.platform !== 'linux') return { reason: `this is ${process.platform}, the layer is for Linux` };
    const whyNot = isEmulated(architecture) ? whyNoArm64() : undefined;
    if (whyNot !== undefined) return { reason: whyNot };
    const folder = await privateFolder('start');
    const emulation = join(folder, 'emulation');
    await writeFile(emulation, emulatingScript(join(PLACES.layer, 'bin/node')), { mode: 0o755 });
    const layer = await layerFiles(start.plan, start.artifacts, join(folder, 'layer'), start.launcher);
    const { taskRoot } = start;
    return new PreparedStart(folder, start, await startTree({ architecture, layer, taskRoot, emulation }));
  }

  /** What the start may read, by its path in there. */
  get hotFiles(): StartTree['hotFiles'] {
    return this.#tree.hotFiles;
  }

  /**
   * Starts the function once, with one invocation, and gives each page that was touched by then; or says why that cannot
   * be seen on this machine.
   *
   * @param ways which ways to see it are tried, in their order
   */
  async record(ways: readonly RecordingWay[] = RECORDING_WAYS): Promise<Recording | Absence> {
    const { tree, command, hotFiles } = this.#tree;
    const watched = await watchTree(tree, ways);
    if ('reason' in watched) return watched;
    await using _ = watched;
    const bootstrap = join(this.#folder, 'bootstrap');
    await writeFile(bootstrap, launchScript(watched.entering(command, PLACES.task)), { mode: 0o755 });
    let touches: PageTouches = { files: [], touches: [] };
    const succeeded = await oneInvocation({ ...this.#start, bootstrap }, async () => {
      touches = touchesOf(await settledLog(watched), hotFiles);
    });
    return { ...touches, succeeded };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await rm(this.#folder, { recursive: true, force: true });
  }
}

/** V8's other threads may be at work still, and more so on a machine that is busy. */
async function settledLog(watched: WatchedTree): Promise<readonly StorageRead[]> {
  let log = await watched.log();
  for (let wait = 0; wait < MOST_WAITS; wait++) {
    await sleep(QUIET_MS);
    const before = log.length;
    log = await watched.log();
    if (log.length === before) return log;
  }
  return log;
}

function launchScript(command: CommandLine): string {
  const variables = Object.entries(VARIABLES).map(([name, value]) => `export ${name}=${shellWord(value)}\n`);
  return `#!/bin/sh\n${variables.join('')}exec ${command.map(shellWord).join(' ')}\n`;
}
