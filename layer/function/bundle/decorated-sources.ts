import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { BuildError } from '../../build-error.ts';

/** What of TypeScript's own compiler is used here. */
interface Compiler {
  readonly ModuleKind: { readonly ESNext: number };
  readonly sys: { readFile(file: string): string | undefined };
  readConfigFile(file: string, read: (file: string) => string | undefined): { readonly config?: object };
  parseJsonConfigFileContent(config: object, host: unknown, folder: string): { readonly options: CompilerOptions };
  transpileModule(text: string, how: { fileName: string; compilerOptions: object }): { readonly outputText: string };
}

interface CompilerOptions {
  readonly emitDecoratorMetadata?: boolean;
}

const DECORATOR = /(?:^|[\s(])@[A-Za-z_$][\w$.]*\s*\(/;
const OWN_DECORATORS = /"experimentalDecorators"\s*:\s*true/;
const METADATA = /"emitDecoratorMetadata"\s*:\s*true/;

/**
 * What TypeScript's compiler makes of a file with decorators, where they are to know the types of what they decorate
 * (`emitDecoratorMetadata`): esbuild looks at one file without its types. Undefined where esbuild knows enough.
 *
 * @param path absolute path of the file
 * @throws BuildError where the project has no compiler to do it
 */
export function withDecoratorMetadata(text: string, path: string): string | undefined {
  if (!/\.[cm]?tsx?$/.test(path) || !DECORATOR.test(text)) return undefined;
  const settings = nearestSettings(dirname(path));
  if (settings === undefined) return undefined;
  const compiler = compilerFor(path);
  if (compiler === undefined) {
    if (!settingsTexts(settings).some((text) => METADATA.test(text))) return undefined;
    throw new BuildError(`${settings} has emitDecoratorMetadata: install typescript 5 or 6 in the project for that`);
  }
  const { config = {} } = compiler.readConfigFile(settings, compiler.sys.readFile);
  const { options } = compiler.parseJsonConfigFileContent(config, compiler.sys, dirname(settings));
  if (options.emitDecoratorMetadata !== true) return undefined;
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

/** Whether decorators are those that TypeScript had before JavaScript had its own. */
export function hasOwnDecorators(path: string): boolean {
  const settings = nearestSettings(dirname(path));
  return settings !== undefined && settingsTexts(settings).some((text) => OWN_DECORATORS.test(text));
}

/** Of a tsconfig.json and those of the project that it extends. */
function settingsTexts(file: string): string[] {
  if (!existsSync(file)) return [];
  const text = readFileSync(file, 'utf8');
  const extended = /"extends"\s*:\s*"(\.[^"]+)"/.exec(text)?.[1];
  return extended === undefined ? [text] : [text, ...settingsTexts(join(dirname(file), extended))];
}

/** Absolute path of the tsconfig.json that holds for the files of a folder. */
export function nearestSettings(folder: string): string | undefined {
  const file = join(folder, 'tsconfig.json');
  if (existsSync(file)) return file;
  const parent = dirname(folder);
  return parent === folder ? undefined : nearestSettings(parent);
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
