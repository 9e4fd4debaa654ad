import { existsSync } from 'node:fs';
import { cp, mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { bundleFunction } from '../../layer/function/bundle/bundle-function.ts';
import { CODE_FILE, compileFunction, writeBundle } from '../../layer/function/compile/compile-function.ts';
import { builtBootstrap } from './built-layer.ts';
import { type TemporaryFolder, temporaryFolder } from './temporary-folder.ts';

// In the order in which the runtime looks for them.
const EXTENSIONS = ['.js', '.mjs', '.cjs', '.ts', '.mts', '.cts'];

/**
 * A copy of a task root in which the module of a handler is bundled and compiled. One that esbuild cannot bundle stays
 * as it is; what does not load is bundled only.
 *
 * @param handler such as `src/app.handler`
 */
export async function compiledTaskRoot(source: string, handler: string): Promise<TemporaryFolder> {
  const folder = await temporaryFolder();
  await cp(source, folder.path, { recursive: true });
  const entry = entryOf(folder.path, handler);
  if (entry === undefined) return folder;
  await using built = await temporaryFolder({ 'package.json': '{"type":"commonjs"}' });
  if (!(await build(entry, folder.path, built.path))) return folder;
  await rm(entry);
  const target = join(dirname(entry), basename(moduleOf(handler)));
  await writeFile(join(dirname(entry), 'package.json'), '{"type":"commonjs"}');
  await mkdir(dirname(target), { recursive: true });
  for (const end of ['.js', '.js.map', '.js.map.index', '.js.cache']) {
    await rename(join(built.path, `index${end}`), `${target}${end}`).catch(() => {});
  }
  return folder;
}

/** The file of a handler's module. */
function entryOf(taskRoot: string, handler: string): string | undefined {
  const files = EXTENSIONS.map((extension) => join(taskRoot, `${moduleOf(handler)}${extension}`));
  return files.find((file) => existsSync(file));
}

function moduleOf(handler: string): string {
  return /^(.*?)\.[^/]*$/.exec(handler)?.[1] ?? '';
}

async function build(entry: string, root: string, folder: string): Promise<boolean> {
  const input = { entry, root, external: [], builtins: [] };
  const bundle = await bundleFunction(input).catch(() => undefined);
  if (bundle === undefined) return false;
  const plan = { taskRoot: folder, handler: 'index.handler', bootstrap: builtBootstrap(), events: [], variables: {} };
  await compileFunction(input, plan).catch(async () => {
    await writeBundle(folder, bundle);
    await rm(join(folder, CODE_FILE), { force: true });
  });
  return true;
}
