import { writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import {
  type BundleInput,
  bundleFunction,
  type FunctionBundle,
} from '../../../../layer/function/bundle/bundle-function.ts';
import { temporaryFolder } from '../../../support/temporary-folder.ts';

/** What a bundle exports. */
export type Exports = Record<string, (...args: unknown[]) => unknown>;

/** Bundles files, the first of which is the handler's. */
export async function bundled(
  files: Readonly<Record<string, string>>,
  more: Partial<BundleInput> = {},
): Promise<FunctionBundle> {
  await using source = await temporaryFolder(files);
  const [entry = ''] = Object.keys(files);
  return await bundleFunction({
    entry: join(source.path, entry),
    root: source.path,
    external: [],
    builtins: [],
    ...more,
  });
}

/** Gives what the bundle exports, loaded as any CommonJS file, to `use`. */
export async function loaded<T>(
  { script }: FunctionBundle,
  use: (exports: Exports, folder: string) => T,
): Promise<Awaited<T>> {
  await using folder = await temporaryFolder({ 'package.json': '{"type":"commonjs"}' });
  const file = join(folder.path, 'index.js');
  await writeFile(file, script);
  return await use(createRequire(file)(file) as Exports, folder.path);
}

/** Bundles files, the first of which is the handler's, and gives what it answers. */
export async function answer(files: Readonly<Record<string, string>>, ...args: unknown[]): Promise<unknown> {
  return await loaded(await bundled(files), ({ handler }) => handler?.(...args));
}
