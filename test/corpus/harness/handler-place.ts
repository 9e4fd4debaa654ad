import { join } from 'node:path';
import { createSandbox, detectSandbox } from '../../../service/environments/sandbox.ts';
import { builtBootstrap, builtLayer } from '../../support/built-layer.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

/** Where a function lies, and how it is started there. */
export interface HandlerPlace {
  /** Absolute path of the folder on this machine. */
  readonly folder: string;
  /** What the function knows of it. */
  readonly taskRoot: string;
  readonly command: readonly [string, ...string[]];
}

/** Where it is. */
export function herePlace(folder: string): HandlerPlace {
  return { folder, taskRoot: folder, command: [builtBootstrap()] };
}

/** Where it lies on Lambda, in bubblewrap; gone when it is disposed of. */
export async function lambdaPlace(folder: string): Promise<HandlerPlace & AsyncDisposable> {
  const temporary = await temporaryFolder();
  const folders = { taskRoot: folder, layers: temporary.path, runtime: builtLayer(), temporary: temporary.path };
  const { inside, wrap } = createSandbox(await detectSandbox('auto'), folders);
  const { taskRoot, runtime } = inside;
  const command = wrap('/usr/bin/env', ['-C', taskRoot, join(runtime, 'bootstrap')]);
  return { folder, taskRoot, command, [Symbol.asyncDispose]: () => temporary[Symbol.asyncDispose]() };
}
