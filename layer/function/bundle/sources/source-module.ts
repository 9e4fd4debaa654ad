import { readFileSync } from 'node:fs';
import { dirname, resolve, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Loader, type TsconfigRaw, transform } from 'esbuild';
import MagicString from 'magic-string';
import { declaredFormat, type ModuleFormat } from './module-format.ts';
import { mapOf, withInlineMap } from './source-map.ts';
import { type SourceScopes, scopesOf } from './source-scopes.ts';
import { parseSource, type SourceTree } from './source-tree.ts';

/** A module that is read, to be changed. */
export interface SourceModule {
  /** Absolute path of its file. */
  readonly path: string;
  readonly format: ModuleFormat;
  readonly tree: SourceTree;
  readonly scopes: SourceScopes;
  /** Its JavaScript, with what has been changed. */
  readonly code: MagicString;
  /** What that was made of. */
  readonly map: string | undefined;
}

const MAP_COMMENT = /^[#@] sourceMappingURL=(\S+)/;

/**
 * Reads a module of any language as JavaScript; undefined where that cannot be parsed.
 *
 * @param text what is in the file, or has been made of it
 * @param tsconfigRaw for esbuild, where it has to make JavaScript of it
 */
export async function sourceModule(
  text: string,
  path: string,
  loader: Loader,
  tsconfigRaw: TsconfigRaw = {},
): Promise<SourceModule | undefined> {
  const declared = declaredFormat(path);
  const isModule = declared === 'module';
  const plain = loader === 'js' ? parseSource(text, isModule) : undefined;
  const made = plain === undefined ? await madeOf(text, path, loader, tsconfigRaw) : undefined;
  const tree = plain ?? (made && parseSource(made.code, isModule));
  if (tree === undefined) return undefined;
  return {
    path,
    tree,
    format: declared ?? (tree.isModule ? 'module' : 'commonjs'),
    scopes: scopesOf(tree.program),
    code: new MagicString(tree.text),
    map: made?.map ?? ownMap(tree, path),
  };
}

/** TypeScript, JSX, and what the parser does not know yet. */
async function madeOf(
  text: string,
  path: string,
  loader: Loader,
  tsconfigRaw: TsconfigRaw,
): Promise<{ code: string; map: string } | undefined> {
  try {
    return await transform(text, {
      tsconfigRaw,
      loader,
      target: 'node24',
      sourcefile: path,
      sourcemap: 'external',
      sourcesContent: false,
      logLevel: 'silent',
    });
  } catch {
    // Its faults are told when it is bundled.
    return undefined;
  }
}

/** What a module of the project says that it was made of. A package is shown as it was published. */
function ownMap({ comments }: SourceTree, path: string): string | undefined {
  if (path.includes(`${sep}node_modules${sep}`)) return undefined;
  const place = comments.flatMap(({ value }) => MAP_COMMENT.exec(value)?.[1] ?? []).at(-1);
  if (place === undefined) return undefined;
  try {
    return textAt(place, path);
  } catch {
    return undefined;
  }
}

function textAt(place: string, path: string): string {
  if (!place.startsWith('data:')) {
    return readFileSync(place.startsWith('file:') ? fileURLToPath(place) : resolve(dirname(path), place), 'utf8');
  }
  const [head = '', data = ''] = place.split(',', 2);
  return head.endsWith(';base64') ? Buffer.from(data, 'base64').toString() : decodeURIComponent(data);
}

/** The module with what has been changed, and its source map; undefined where nothing has. */
export function changedText({ code, path, map }: SourceModule): string | undefined {
  return code.hasChanged() ? withInlineMap(code.toString(), mapOf(code, path, map)) : undefined;
}

/** Where statements can be put in: behind the directives. */
export function startOf({ tree }: SourceModule): number {
  const { body } = tree.program;
  const first = body.find((statement) => !('directive' in statement && statement.directive !== undefined));
  return first?.start ?? tree.text.length;
}

/** The language of a file, as esbuild calls it. */
export function loaderOf(path: string): Loader {
  if (/\.[cm]?ts$/.test(path)) return 'ts';
  if (path.endsWith('.tsx')) return 'tsx';
  return path.endsWith('.jsx') ? 'jsx' : 'js';
}
