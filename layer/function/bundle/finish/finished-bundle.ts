import { type Metafile, transform } from 'esbuild';
import MagicString from 'magic-string';
import { BuildError } from '../../../build-error.ts';
import { mapOf, withInlineMap } from '../sources/source-map.ts';
import { parseSource } from '../sources/source-tree.ts';
import { bundleParts } from './bundled-modules.ts';
import { keepOrder } from './circular-imports.ts';
import { makeModulesStrict } from './strict-modules.ts';

/** A bundle and its source map, as esbuild writes them without taking anything away. */
export interface BundledText {
  readonly script: string;
  readonly map: string;
}

/** A bundle that is finished. */
export interface FinishedBundle extends BundledText {
  /** What it does otherwise than its sources, one line each. */
  readonly warnings: readonly string[];
}

/** How a bundle is finished. */
export interface Finish {
  readonly metafile: Metafile;
  /** Whether the modules await at their top. */
  readonly awaits: boolean;
  /** Absolute path of the folder that the paths of the source map are relative to. */
  readonly root: string;
}

/** Makes of a bundle what esbuild cannot make itself, and takes white space away. */
export async function finishedBundle({ script, map }: BundledText, how: Finish): Promise<FinishedBundle> {
  const { metafile, awaits, root } = how;
  // What awaits is put into an asynchronous function.
  const tree = parseSource(script, awaits);
  if (tree === undefined) throw new BuildError('what esbuild has made cannot be parsed');
  const code = new MagicString(script);
  // Something comes before it.
  if (script.startsWith('#!')) code.remove(0, script.indexOf('\n'));
  const parts = bundleParts(tree, metafile.inputs);
  const warnings = await keepOrder(code, parts, { map, metafile, root });
  makeModulesStrict(code, parts, metafile.inputs, awaits);
  const file = `${root}/index.js`;
  return { ...(await minified(withInlineMap(code.toString(), mapOf(code, file, map)), file)), warnings };
}

async function minified(script: string, sourcefile: string): Promise<BundledText> {
  const result = await transform(script, {
    minifyWhitespace: true,
    platform: 'node',
    target: 'node24',
    legalComments: 'none',
    sourcemap: 'external',
    sourcesContent: false,
    sourcefile,
    logLevel: 'silent',
  });
  return { script: result.code, map: result.map };
}
