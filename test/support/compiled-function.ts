import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { CODE_FILE, compileFunction } from '../../layer/function/compile/compile-function.ts';
import { type CodeFile, decodeCodeFile, encodeCodeFile } from '../../runtime/file-formats/code-file.ts';
import { builtBootstrap } from './built-layer.ts';
import { startRecordedRuntimeApi } from './recorded-runtime-api.ts';
import { type FunctionRun, runFunction } from './run-function.ts';
import { type TemporaryFolder, temporaryFolder } from './temporary-folder.ts';

/** A function that has been compiled for the layer under test; `path` is its task root. */
export interface CompiledTestFunction extends TemporaryFolder {
  /** Names of the built-in modules that it loads in init, since the events need them. */
  readonly builtins: readonly string[];
  /** Globals of Node.js that its bundle loads at its end. */
  readonly globals: readonly string[];
  /** Absolute path. */
  readonly codeFile: string;
}

/** Bundles and compiles a function of these files, with `index.mjs` among them, after it has had the events. */
export async function compiledFunction(
  files: Readonly<Record<string, string>>,
  events: readonly unknown[] = [],
): Promise<CompiledTestFunction> {
  await using source = await temporaryFolder(files);
  const folder = await temporaryFolder({ 'package.json': '{"type":"commonjs"}' });
  const { preloads } = await compileFunction(
    { entry: join(source.path, 'index.mjs'), root: source.path, external: [], builtins: [] },
    {
      taskRoot: folder.path,
      handler: 'index.handler',
      bootstrap: builtBootstrap(),
      events: events.map((event, index) => ({ name: `event ${index}`, payload: Buffer.from(JSON.stringify(event)) })),
      variables: {},
    },
  );
  return { ...folder, ...preloads, codeFile: join(folder.path, CODE_FILE) };
}

/** All files of a compiled function that are text, by their names. */
export async function textFilesOf({ path }: CompiledTestFunction): Promise<Record<string, string>> {
  const names = ['index.js', 'index.js.map', 'package.json'];
  return Object.fromEntries(
    await Promise.all(names.map(async (name) => [name, await readFile(join(path, name), 'utf8')])),
  );
}

/** What a function has answered and written. */
export interface AnsweredRun extends FunctionRun {
  readonly responses: readonly unknown[];
  readonly errors: readonly unknown[];
}

/** Runs a compiled function where it lies, with a temporary folder of its own. */
export async function runCompiled(
  { path }: CompiledTestFunction,
  events: readonly unknown[] = [{}],
  env: Readonly<Record<string, string>> = {},
): Promise<AnsweredRun> {
  await using temporary = await temporaryFolder();
  await using api = await startRecordedRuntimeApi([...events]);
  const variables = { TMPDIR: temporary.path, AWS_LAMBDA_LOG_LEVEL: 'DEBUG', LAMBDA_TASK_ROOT: path, ...env };
  const finished = await runFunction({}, { api, handler: 'index.handler', cwd: path, env: variables });
  return { ...finished, responses: api.responses, errors: api.errors };
}

/** Has the file of the compiled code say something else of it. */
export async function changeCodeFile({ codeFile }: CompiledTestFunction, changes: Partial<CodeFile>): Promise<void> {
  const code = decodeCodeFile(await readFile(codeFile));
  if (code === undefined) throw new Error(`${codeFile} holds no code`);
  await writeFile(codeFile, encodeCodeFile({ ...code, ...changes }));
}
