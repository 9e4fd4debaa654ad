import { randomUUID } from 'node:crypto';
import { accessSync, constants, existsSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import type { FunctionConfig } from '../functions/function-config.ts';
import { mergedLayers } from '../functions/merged-layers.ts';
import type { Platform } from './platform.ts';
import { createResourceGroup, type ResourceGroup } from './resource-limits.ts';
import { createSandbox, type Sandbox } from './sandbox.ts';
import { TemporaryFolder } from './temporary-folder.ts';

/** What stays of an environment when its processes are reset: its folders, its limits, its sandbox. */
export interface EnvironmentGround extends AsyncDisposable {
  readonly sandbox: Sandbox;
  readonly group: ResourceGroup;
  /** The program to start, as processes inside see it; none where nothing of that name can be executed. */
  readonly bootstrap: string | undefined;
  /** Folder of the external extensions, on this machine. */
  readonly extensions: string;
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
  const limits = { memoryBytes: config.memoryMb * MEGABYTE };
  const group = resources.use(await createResourceGroup(platform.cgroups, randomUUID(), limits));
  const folders = {
    taskRoot: config.taskRoot,
    layers: await mergedLayers(config.layers),
    runtime: dirname(bootstrap),
    temporary: temporary.path,
  };
  const sandbox = createSandbox(platform.sandbox, folders);
  const kept = resources.move();
  return {
    sandbox,
    group,
    bootstrap: findBootstrap(sandbox, folders, basename(bootstrap)),
    extensions: join(folders.layers, 'extensions'),
    [Symbol.asyncDispose]: () => kept.disposeAsync(),
  };
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

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
