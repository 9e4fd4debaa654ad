import { cp, mkdtemp, rm } from 'node:fs/promises';
import { basename } from 'node:path';
import { CODE_FILE } from './compile/compile-function.ts';

/** A copy of a built function; gone when it is disposed of. */
export interface FunctionCopy extends AsyncDisposable {
  /** Absolute. */
  readonly path: string;
}

/** The function without what has been compiled of it. */
export async function plainCopy(folder: string): Promise<FunctionCopy> {
  return await copyOf(folder, (name) => name !== CODE_FILE);
}

/** A copy beside it, of the files whose names are kept. */
export async function copyOf(folder: string, isKept: (name: string) => boolean = () => true): Promise<FunctionCopy> {
  const path = await mkdtemp(`${folder}-copy-`);
  await cp(folder, path, { recursive: true, filter: (source) => isKept(basename(source)) });
  return {
    path,
    async [Symbol.asyncDispose]() {
      await rm(path, { recursive: true, force: true });
    },
  };
}
