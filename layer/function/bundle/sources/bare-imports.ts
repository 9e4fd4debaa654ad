import { dirname } from 'node:path';
import type { PluginBuild } from 'esbuild';
import type { SourceModule } from './source-module.ts';

const EFFECT = '__snapbootEffect';

/**
 * Keeps what a module imports without any name (`import 'library'`) where its package says that it may be left out when
 * nobody uses it: Node.js runs it, and who imports it so wants just that.
 *
 * @param places JavaScript for what has a function `keep`
 */
export async function keepBareImports(
  { tree, path, code }: SourceModule,
  places: string,
  { resolve }: Pick<PluginBuild, 'resolve'>,
): Promise<void> {
  const bare = tree.program.body.flatMap((statement) =>
    statement.type === 'ImportDeclaration' && statement.specifiers.length === 0 ? [statement] : [],
  );
  for (const [index, { start, source }] of bare.entries()) {
    const kind = 'import-statement';
    const resolveDir = dirname(path);
    const { sideEffects, errors } = await resolve(`${source.value}`, {
      kind,
      importer: path,
      resolveDir,
      namespace: 'file',
    });
    if (sideEffects || errors.length > 0) continue;
    code.overwrite(start, source.start, `import * as ${EFFECT}${index} from `);
    code.append(`\n${places}.keep(${EFFECT}${index});`);
  }
}
