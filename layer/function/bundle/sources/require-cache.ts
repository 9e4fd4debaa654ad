import { originalPositionFor, TraceMap } from '@jridgewell/trace-mapping';
import { getLineInfo } from 'acorn';
import type { PartialMessage } from 'esbuild';
import type { SourceModule } from './source-module.ts';
import { propertyName } from './source-tree.ts';

const UNKNOWN = 'require.cache knows no module that is in the bundle';

/** Where a module counts on what `require` has loaded before: of a bundle's modules it knows nothing. */
export function cacheWarnings(module: SourceModule): PartialMessage[] {
  if (module.format === 'module') return [];
  const found = module.scopes.occurrences.find(
    ({ node, binding, path }) =>
      node.name === 'require' && binding === undefined && propertyName(path.parent?.node) === 'cache',
  );
  if (found === undefined) return [];
  const packaged = /.*\/node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(module.path)?.[1];
  if (packaged !== undefined) {
    // Once for a package: its detail says that there is no place to be told.
    return [{ text: `${packaged}: ${UNKNOWN}: leave it as it is with --external ${packaged}`, detail: packaged }];
  }
  return [{ text: UNKNOWN, location: { file: module.path, ...placeIn(module, found.node.start) } }];
}

function placeIn({ tree, map }: SourceModule, at: number): { line: number; column: number } {
  const { line, column } = getLineInfo(tree.text, at);
  if (map === undefined) return { line, column };
  const origin = originalPositionFor(new TraceMap(map), { line, column });
  return origin.line === null ? { line, column } : { line: origin.line, column: origin.column };
}
