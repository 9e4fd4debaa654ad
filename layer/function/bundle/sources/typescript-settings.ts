import { dirname, resolve } from 'node:path';
import type { TsconfigRaw } from 'esbuild';
import { type Cache, createPathsMatcher, findTsconfig, parseTsconfig, type TsConfigResult } from 'get-tsconfig';
import { BuildError } from '../../../build-error.ts';

type CompilerOptions = NonNullable<TsConfigResult['config']['compilerOptions']>;

/** What the nearest tsconfig.json says, with all that it extends. */
export interface TypeScriptSettings {
  /** Absolute path of the file. */
  readonly file: string;
  readonly compilerOptions: CompilerOptions;
  /** What of it esbuild follows. */
  readonly raw: TsconfigRaw;
}

// What esbuild follows of them, but `strict` and `alwaysStrict`: it would make files of JavaScript strict that are not.
// What the type checker is told is not told to Node.js.
const FOLLOWED = [
  'experimentalDecorators',
  'importsNotUsedAsValues',
  'jsx',
  'jsxFactory',
  'jsxFragmentFactory',
  'jsxImportSource',
  'preserveValueImports',
  'target',
  'useDefineForClassFields',
  'verbatimModuleSyntax',
] as const;

// Stands for what a pattern leaves open.
const ANY = 'snapboot-any';

/**
 * The settings that hold for the files of a folder; none where there is no tsconfig.json above.
 *
 * @throws BuildError where they extend a file that is not there
 */
export function typeScriptSettings(folder: string, cache: Cache = new Map()): TypeScriptSettings | undefined {
  const file = findTsconfig(folder, 'tsconfig.json', cache);
  if (file === undefined) return undefined;
  try {
    const { compilerOptions = {} } = parseTsconfig(file, cache);
    return { file, compilerOptions, raw: { compilerOptions: followed(file, compilerOptions) } };
  } catch (error) {
    throw new BuildError(`${file}: ${(error as Error).message}`, { cause: error });
  }
}

function followed(file: string, options: CompilerOptions): NonNullable<TsconfigRaw['compilerOptions']> {
  const { baseUrl } = options;
  const entries = FOLLOWED.flatMap((name) => (options[name] === undefined ? [] : [[name, options[name]]]));
  return {
    ...Object.fromEntries(entries),
    ...(baseUrl !== undefined && { baseUrl: resolve(dirname(file), baseUrl) }),
    ...(options.paths && { paths: absolutePaths(file, options) }),
  };
}

/** They are relative to whichever file names them. */
function absolutePaths(file: string, compilerOptions: CompilerOptions): Record<string, string[]> {
  const match = createPathsMatcher({ path: file, config: { compilerOptions } });
  const patterns = Object.keys(compilerOptions.paths ?? {});
  return Object.fromEntries(
    patterns.map((pattern) => {
      const found = match?.(pattern.replace('*', ANY)) ?? [];
      return [pattern, found.map((path) => path.replace(ANY, '*'))];
    }),
  );
}
