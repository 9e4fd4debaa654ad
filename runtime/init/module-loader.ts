import { readFileSync, statSync } from 'node:fs';
import { dirname, isAbsolute, join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { RuntimeError } from '../errors/runtime-error.ts';
import { isStackFrame } from '../errors/stack-frame.ts';
import { loadCompiled } from './compiled-code.ts';
import { hasTool } from './node-options.ts';
import { loadForTools } from './tool-hooks.ts';

// The official client tries the first four, in this order.
const EXTENSIONS = ['', '.js', '.mjs', '.cjs', '.ts', '.mts', '.cts'] as const;

/** What a function's modules are required with: the boot's own, which costs less than a new one. */
export interface ModuleLoader {
  readonly require: NodeJS.Require;
  /** Node.js names it last in the "Require stack" of an error, where it only distracts. */
  readonly filename: string;
  /** As stacks name the runtime, where that is another name. */
  readonly script?: string;
  /** Where the function's module is there already, in a process image: finishes it, and gives its exports. */
  readonly load?: () => Promise<unknown>;
  /** Called once when init ends, before the service learns of it: well or not. */
  readonly initEnds?: () => void;
}

/**
 * Loads a function's module and gives its exports. Errors come as the official client reports them: RuntimeError for
 * a module that does not exist (`tried` lists the files) or does not parse; what a module throws while it is loaded
 * comes as it is.
 */
export async function loadModule(
  { require, filename, load }: ModuleLoader,
  taskRoot: string,
  folder: string,
  name: string,
): Promise<unknown> {
  if (load !== undefined) return await load();
  const candidates = EXTENSIONS.map((extension) => resolve(taskRoot, folder, name) + extension);
  const file = candidates.find(isFile);
  try {
    if (file !== undefined) return await loadFile(require, file);
    // It may also be a package, of node_modules or of a layer.
    const found = require.resolve(name, { paths: [taskRoot, join(taskRoot, folder)] });
    return isAbsolute(found) ? await loadFile(require, found) : require(found);
  } catch (error) {
    const loadError = asLoadError(error, filename);
    if (file === undefined && loadError instanceof RuntimeError) Object.assign(loadError, { tried: candidates });
    throw loadError;
  }
}

function isFile(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isFile() === true;
}

/**
 * `require` for CommonJS, `import()` for ES modules. The official client imports both, which costs CommonJS about a
 * millisecond; ES modules are not required, because module hooks of tracing tools see only what is imported. What
 * `snapboot function build` has compiled of a file lies beside it; hooks of tools would not see that.
 */
async function loadFile(require: NodeJS.Require, file: string): Promise<unknown> {
  if (isModule(file)) return import(pathToFileURL(file).href);
  if (hasTool()) return loadForTools(require, file);
  const compiled = `${file}.cache`;
  if (/\.c?js$/.test(file) && isFile(compiled) && process.env.SNAPBOOT_BOOT !== 'plain')
    return loadCompiled(require, file, compiled);
  try {
    return require(file);
  } catch (error) {
    // A file without a package type may turn out to be a module while it is compiled, even one that awaits.
    if (!isAsyncModule(error) || hasRun(file, error)) throw error;
    return import(pathToFileURL(file).href);
  }
}

function isAsyncModule(error: unknown): error is Error {
  return (error as NodeJS.ErrnoException | undefined)?.code === 'ERR_REQUIRE_ASYNC_MODULE';
}

/** Where the file stands in the "Require stack", it was a dependency that awaits, and must not run once more. */
function hasRun(file: string, { message }: Error): boolean {
  return message.split('\n').includes(`- ${file}`);
}

function isModule(file: string): boolean {
  if (/\.m[jt]s$/.test(file)) return true;
  return !/\.c[jt]s$/.test(file) && packageType(dirname(file)) === 'module';
}

/** The `type` of the nearest package.json, looked up as Node.js does. */
function packageType(folder: string): unknown {
  if (folder.endsWith('/node_modules')) return undefined;
  try {
    return JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')).type;
  } catch {
    // No package.json here, or one that Node.js itself will complain about.
  }
  const parent = dirname(folder);
  return parent === folder ? undefined : packageType(parent);
}

function asLoadError(error: unknown, loader: string): unknown {
  if (error instanceof SyntaxError) {
    const syntaxError = new RuntimeError('Runtime.UserCodeSyntaxError', String(error), { cause: error });
    // The original stack begins with the place of the fault.
    if (error.stack !== undefined) syntaxError.stack = error.stack;
    return syntaxError;
  }
  if (!(error instanceof Error) || (error as NodeJS.ErrnoException).code !== 'MODULE_NOT_FOUND') return error;
  const importError = new RuntimeError('Runtime.ImportModuleError', withoutLoader(String(error), loader), {
    cause: error,
  });
  // The way to the missing module leads through the function's own files.
  importError.stack = [String(importError), ...(error.stack ?? '').split('\n').filter(isStackFrame)].join('\n');
  return importError;
}

function withoutLoader(message: string, loader: string): string {
  return message.replace(`\n- ${loader}`, '').replace(/\nRequire stack:$/, '');
}
