import { mkdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { SandboxFolders } from '../../service/environments/sandbox.ts';
import { temporaryFolder } from './temporary-folder.ts';

/** The folders of one environment, with this very Node.js as `bin/node` of its runtime. */
export interface OwnFolders extends SandboxFolders, AsyncDisposable {}

/** Makes the folders of one environment, with files in its task root. */
export async function sandboxFolders(files: Readonly<Record<string, string>> = {}): Promise<OwnFolders> {
  const parent = await temporaryFolder(
    Object.fromEntries(Object.entries(files).map(([name, text]) => [`task/${name}`, text])),
  );
  const folders = {
    taskRoot: join(parent.path, 'task'),
    layers: join(parent.path, 'layers'),
    runtime: dirname(dirname(process.execPath)),
    temporary: join(parent.path, 'temporary'),
  };
  for (const folder of [folders.taskRoot, folders.layers, folders.temporary]) await mkdir(folder, { recursive: true });
  return { ...folders, [Symbol.asyncDispose]: () => parent[Symbol.asyncDispose]() };
}
