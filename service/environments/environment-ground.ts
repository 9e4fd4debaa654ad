import { randomUUID } from 'node:crypto';
import { existsSync, statSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import type { FunctionConfig } from '../functions/function-config.ts';
import { mergedLayers } from '../functions/merged-layers.ts';
import { isExecutable } from '../processes/is-executable.ts';
import type { Platform } from './platform.ts';
import { createResourceGroup, type ResourceGroup } from './resource-limits.ts';
import { createSandbox, type Sandbox } from './sandbox.ts';
import { makeSandboxHosts } from './sandbox-hosts.ts';
import { TemporaryFolder } from './temporary-folder.ts';

/** What stays of an environment when its processes are reset: its folders, its limits, its sandbox. */
export interface EnvironmentGround extends AsyncDisposable {
  readonly sandbox: Sandbox;
  readonly group: ResourceGroup;
  /** The program to start, as processes inside see it; none where nothing of that name can be executed. */
  readonly bootstrap: string | undefined;
  /** Folder of the external extensions, on this machine. */
  readonly extensions: string;
  /** What its processes call `sandbox.localdomain`: where extensions listen for telemetry. */
  readonly address: string;
  /**
   * Whether its processes would see the function's code as it is now. They see every change in a folder, but not one
   * that has taken the folder's place; layers may have been merged for it once.
   */
  showsPresentCode(): boolean;
}

const MEGABYTE = 1_048_576;

/**
 * @param bootstrap absolute path of the runtime's own bootstrap, for functions and layers that bring none
 */
export async function createGround(
  platform: Platform,
  config: FunctionConfig,
  bootstrap: string,
): Promise<EnvironmentGround> {
  await using resources = new AsyncDisposableStack();
  const temporary = resources.use(
    await TemporaryFolder.create({ storage: platform.storage, megabytes: config.ephemeralStorageMb }),
  );
  const limits = { memoryBytes: config.memoryMb * MEGABYTE, temporary: temporary.path };
  const group = resources.use(await createResourceGroup(platform.cgroups, randomUUID(), limits));
  const folders = {
    taskRoot: config.taskRoot,
    layers: await mergedLayers(config.layers),
    runtime: dirname(bootstrap),
    temporary: temporary.path,
  };
  const extensions = join(folders.layers, 'extensions');
  const hosts = needsOwnHosts(platform, extensions) ? resources.use(await makeSandboxHosts()) : undefined;
  const sandbox = createSandbox(platform.sandbox, folders, hosts?.file);
  const program = (): string | undefined => findBootstrap(sandbox, folders, basename(bootstrap));
  const found = { program: program(), folder: folderIdentity(config.taskRoot) };
  const kept = resources.move();
  return {
    sandbox,
    group,
    bootstrap: found.program,
    extensions,
    address: hosts?.address ?? '127.0.0.1',
    showsPresentCode: () =>
      config.layers.length === 0 && program() === found.program && folderIdentity(config.taskRoot) === found.folder,
    [Symbol.asyncDispose]: () => kept.disposeAsync(),
  };
}

function folderIdentity(folder: string): string {
  const { dev, ino } = statSync(folder, { throwIfNoEntry: false }) ?? {};
  return `${dev} ${ino}`;
}

/** Who else would listen there? And without a sandbox, `/etc/hosts` is that of the machine. */
function needsOwnHosts({ sandbox }: Platform, extensions: string): boolean {
  return sandbox.kind === 'bubblewrap' && existsSync(extensions);
}

/** In Lambda's order: the function's own, that of a layer, that of the runtime. */
function findBootstrap({ inside }: Sandbox, outside: Sandbox['inside'], own: string): string | undefined {
  const candidates = [
    ['taskRoot', 'bootstrap'],
    ['layers', 'bootstrap'],
    ['runtime', own],
  ] as const;
  const found = candidates.find(([folder, name]) => existsSync(join(outside[folder], name)));
  if (found === undefined || !isExecutable(join(outside[found[0]], found[1]))) return undefined;
  return join(inside[found[0]], found[1]);
}
