import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, sep } from 'node:path';
import { BuildError } from '../../build-error.ts';
import { readAsJavaScript } from './module-trace.ts';
import { placeOf } from './source-places.ts';
import { parseSource, type SourceTree } from './sources/source-tree.ts';

interface Manifest {
  readonly name?: string;
  readonly type?: string;
}

interface Module {
  readonly file: string;
  readonly place: string;
  readonly tree: SourceTree;
}

// What these are depends on the nearest package.json.
const UNTOLD = /(?<!\.d)\.[jt]sx?$/;
const PACKAGE_JSON = 'package.json';

/**
 * A function's package.json says that its modules are CommonJS, since the bundle is. Where a project's says otherwise,
 * the modules that stay files get another one beside them: they are started as what they were.
 *
 * @param files absolute paths of all that is copied
 * @param root absolute path of the project
 * @returns texts by their place in the function's folder
 * @throws BuildError for an ES module that cannot be told from the bundle
 */
export async function moduleTypes(files: readonly string[], root: string): Promise<ReadonlyMap<string, string>> {
  const manifest = manifestOf(root);
  if (manifest.type === 'commonjs') return new Map();
  const modules = await Promise.all(files.filter((file) => isGoverned(file, root)).map((file) => moduleAt(file, root)));
  const found = modules.flat().filter(({ tree }) => tree.isModule || manifest.type === 'module');
  for (const module of found) check(module, manifest);
  const folders = new Set(
    found.map(({ place }) => place.split(sep)).flatMap(([top = '', ...rest]) => (rest.length > 0 ? top : [])),
  );
  const { type } = manifest;
  return new Map([...folders].map((folder) => [join(folder, PACKAGE_JSON), `${JSON.stringify({ type })}\n`]));
}

function manifestOf(root: string): Manifest {
  try {
    return JSON.parse(readFileSync(join(root, PACKAGE_JSON), 'utf8'));
  } catch {
    // There is none, or one that Node.js itself will complain about.
    return {};
  }
}

/** Whether it is the project's package.json that says what a file is. */
function isGoverned(file: string, root: string): boolean {
  if (!(UNTOLD.test(file) && file.startsWith(`${root}${sep}`)) || file.includes(`${sep}node_modules${sep}`))
    return false;
  let folder = dirname(file);
  while (folder !== root && !existsSync(join(folder, PACKAGE_JSON))) folder = dirname(folder);
  return folder === root;
}

async function moduleAt(file: string, root: string): Promise<Module[]> {
  const tree = parseSource((await readAsJavaScript(file)).toString());
  return tree === undefined ? [] : [{ file, place: placeOf(file, root), tree }];
}

/** @throws BuildError where the module would be another one, or would not find what it imports */
function check({ place, tree }: Module, { name }: Manifest): void {
  const isBeside = !place.includes(sep);
  if (isBeside && tree.isModule) {
    const advice = `name it ${place.replace(/\.([jt]sx?)$/, '.m$1')}, or put it into a folder`;
    throw new BuildError(
      `${place}: it stays a file and is an ES module, which the package.json beside the bundle cannot say: ${advice}`,
    );
  }
  const own = specifiersIn(tree).find((specifier) => specifier.startsWith('#') || specifier.split('/')[0] === name);
  if (own !== undefined && !isBeside) {
    throw new BuildError(
      `${place}: it stays a file and asks for '${own}', which only the project's package.json knows: name its path`,
    );
  }
}

function specifiersIn({ program }: SourceTree): string[] {
  return program.body.flatMap((statement) => {
    const source = 'source' in statement ? statement.source?.value : undefined;
    return typeof source === 'string' ? [source] : [];
  });
}
