import { createRequire } from 'node:module';
import { dirname } from 'node:path';
import { transform } from 'esbuild';
import { BuildError } from '../../../build-error.ts';
import { namesIn } from './source-scopes.ts';
import { parseSource } from './source-tree.ts';
import type { TypeScriptSettings } from './typescript-settings.ts';

/** What of TypeScript's own compiler is used here. */
interface Compiler {
  readonly ModuleKind: { readonly ESNext: number };
  readonly sys: { readFile(file: string): string | undefined };
  readConfigFile(file: string, read: (file: string) => string | undefined): { readonly config?: object };
  parseJsonConfigFileContent(config: object, host: unknown, folder: string): { readonly options: object };
  transpileModule(text: string, how: { fileName: string; compilerOptions: object }): { readonly outputText: string };
}

// What esbuild calls the function that decorates.
const DECORATES = '__decorateClass';

/**
 * What TypeScript's compiler makes of a file with decorators, where they are to know the types of what they decorate
 * (`emitDecoratorMetadata`): esbuild looks at one file without its types. Undefined where esbuild knows enough.
 *
 * @param path absolute path of the file
 * @throws BuildError where the project has no compiler to do it
 */
export async function withDecoratorMetadata(
  text: string,
  path: string,
  settings: TypeScriptSettings | undefined,
): Promise<string | undefined> {
  if (settings?.compilerOptions.emitDecoratorMetadata !== true || !(await hasDecorators(text, path))) return undefined;
  const { file } = settings;
  const compiler = compilerFor(path);
  if (compiler === undefined)
    throw new BuildError(`${file} has emitDecoratorMetadata: install typescript 5 or 6 in the project for that`);
  const { config = {} } = compiler.readConfigFile(file, compiler.sys.readFile);
  const { options } = compiler.parseJsonConfigFileContent(config, compiler.sys, dirname(file));
  const compilerOptions = {
    ...options,
    module: compiler.ModuleKind.ESNext,
    importHelpers: false,
    inlineSourceMap: true,
    sourceMap: false,
    noEmit: false,
  };
  return compiler.transpileModule(text, { fileName: path, compilerOptions }).outputText;
}

/** As esbuild reads it. */
async function hasDecorators(text: string, path: string): Promise<boolean> {
  if (!/\.[cm]?tsx?$/.test(path) || !text.includes('@')) return false;
  const tsconfigRaw = { compilerOptions: { experimentalDecorators: true } };
  const loader = path.endsWith('x') ? 'tsx' : 'ts';
  // Its faults are told when it is bundled.
  const { code } = await transform(text, { loader, tsconfigRaw, logLevel: 'silent' }).catch(() => ({ code: '' }));
  const { body = [] } = parseSource(code, true)?.program ?? {};
  return body.some(
    (statement) =>
      statement.type === 'VariableDeclaration' &&
      statement.declarations.flatMap(({ id }) => namesIn(id)).includes(DECORATES),
  );
}

/** That of the project; from version 7 on it cannot be asked for one file. */
function compilerFor(path: string): Compiler | undefined {
  try {
    const compiler = createRequire(path)('typescript') as Partial<Compiler>;
    return compiler.transpileModule === undefined ? undefined : (compiler as Compiler);
  } catch {
    return undefined;
  }
}
