import { constants } from 'node:fs';
import { access, readdir } from 'node:fs/promises';
import { basename, join } from 'node:path';
import type { Readable } from 'node:stream';
import type { LineSink } from '../processes/output-lines.ts';
import { ProcessOutput } from '../processes/process-output.ts';
import type { ExtensionExit } from './extension-fault.ts';
import type { ExtensionRegistry } from './extension-registry.ts';

/** What this needs of a process; a ChildProcess has it. Whoever makes it decides what `kill` reaches. */
export interface ExtensionChild {
  readonly stdout: Readable | null;
  readonly stderr: Readable | null;
  kill(signal: NodeJS.Signals): unknown;
  once(event: 'error', listener: (error: Error) => void): unknown;
  once(event: 'exit', listener: (code: number | null, signal: NodeJS.Signals | null) => void): unknown;
}

/** Starts the file of an extension: without arguments, its output piped. It may rebase path and variables. */
export type LaunchExtension = (program: string, variables: Readonly<Record<string, string>>) => ExtensionChild;

/** What is needed to start the external extensions of an environment. */
export interface ExtensionsLaunch {
  /** The folder `extensions` of the merged layers, on this machine; it need not exist. */
  readonly folder: string;
  /** As made by `extensionVariables`. */
  readonly variables: Readonly<Record<string, string>>;
  readonly registry: ExtensionRegistry;
  readonly launch: LaunchExtension;
  /** Takes each line of output, of which telemetry makes an event of type `extension`. */
  readonly onLine: LineSink;
}

type LaunchOutcome =
  | { readonly state: 'ended'; readonly exit: ExtensionExit }
  | { readonly state: 'not-started'; readonly error: Error };

/**
 * Starts every file of the folder, in the order of their names, and tells the registry how they fare. As in Lambda, the
 * first one that cannot be started is the last one that is tried: see `registry.fatal`.
 */
export async function startExtensions(launch: ExtensionsLaunch): Promise<readonly ExtensionProcess[]> {
  const started: ExtensionProcess[] = [];
  for (const name of await extensionNames(launch.folder)) {
    if (!launch.registry.addExternal(name)) break;
    const program = join(launch.folder, name);
    if (!(await isExecutable(program))) {
      launch.registry.failLaunch(name, 'PermissionDenied', launchError(name, 'permission denied'));
      break;
    }
    const process = startExtension(program, launch);
    if (process === undefined) break;
    started.push(process);
  }
  return started;
}

function startExtension(program: string, launch: ExtensionsLaunch): ExtensionProcess | undefined {
  try {
    return new ExtensionProcess(program, launch);
  } catch (error) {
    // Most errors come as an event, but not all of them.
    const name = basename(program);
    const reason = error instanceof Error ? error.message : String(error);
    launch.registry.failLaunch(name, 'UnknownError', launchError(name, reason));
    return undefined;
  }
}

/** The process of an external extension. */
export class ExtensionProcess {
  /** The base name of its file, under which it has to register. */
  readonly name: string;
  readonly #child: ExtensionChild;
  readonly #exited: Promise<void>;

  constructor(program: string, { variables, registry, launch, onLine }: ExtensionsLaunch) {
    this.name = basename(program);
    this.#child = launch(program, variables);
    const output = new ProcessOutput([this.#child.stdout, this.#child.stderr], onLine);
    this.#exited = this.#watch(registry, output);
  }

  /** Resolves when the process has ended, its output has been read and the registry knows. */
  get exited(): Promise<void> {
    return this.#exited;
  }

  /** Ends the process at once. */
  kill(): void {
    this.#child.kill('SIGKILL');
  }

  async #watch(registry: ExtensionRegistry, output: ProcessOutput): Promise<void> {
    const outcome = await processOutcome(this.#child);
    if (outcome.state === 'not-started') {
      registry.failLaunch(this.name, 'UnknownError', launchError(this.name, outcome.error.message));
      return;
    }
    await output.readLast();
    registry.exited(this.name, outcome.exit);
  }
}

/** Folders are not looked into. */
async function extensionNames(folder: string): Promise<readonly string[]> {
  try {
    const entries = await readdir(folder, { withFileTypes: true });
    return entries
      .filter((entry) => !entry.isDirectory())
      .map(({ name }) => name)
      .toSorted();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  }
}

async function isExecutable(program: string): Promise<boolean> {
  try {
    await access(program, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

function launchError(name: string, reason: string): string {
  return `fork/exec /opt/extensions/${name}: ${reason}`;
}

function processOutcome(child: ExtensionChild): Promise<LaunchOutcome> {
  return new Promise((resolve) => {
    child.once('error', (error) => resolve({ state: 'not-started', error }));
    child.once('exit', (code, signal) =>
      resolve({
        state: 'ended',
        exit: signal === null ? { kind: 'exited', status: code ?? 0 } : { kind: 'killed', signal },
      }),
    );
  });
}
