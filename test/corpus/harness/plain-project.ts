import { mkdir, readFile, symlink, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join, relative } from 'node:path';
import { type TemporaryFolder, temporaryFolder } from '../../support/temporary-folder.ts';
import { CORPUS, type CorpusHandler } from './corpus-handlers.ts';

/** What of TypeScript 5 is used here. */
interface Compiler {
  readonly ModuleKind: { readonly ESNext: number };
  readonly sys: { readFile(file: string): string | undefined };
  readConfigFile(file: string, read: (file: string) => string | undefined): { config: { compilerOptions: object } };
  convertCompilerOptionsFromJson(options: object, folder: string): { options: object };
  transpileModule(text: string, how: { fileName: string; compilerOptions: object }): { outputText: string };
}

// Node.js takes types away, and no more.
const DECORATOR = /^\s*@\w+\(/m;

/** Where a handler runs unbuilt: its own project, or one with what TypeScript's compiler makes of its decorators. */
export async function plainProject(handler: CorpusHandler): Promise<TemporaryFolder> {
  const text = await readFile(handler.file, 'utf8');
  if (!DECORATOR.test(text)) return { path: handler.project, async [Symbol.asyncDispose]() {} };
  const folder = await temporaryFolder();
  const path = join(folder.path, relative(CORPUS, handler.project));
  await mkdir(join(path, 'handlers'), { recursive: true });
  await symlink(join(CORPUS, 'support'), join(folder.path, 'support'));
  await symlink(join(handler.project, 'node_modules'), join(path, 'node_modules'));
  await writeFile(join(path, 'handlers', `${handler.name}.mjs`), javaScriptOf(text, handler.file));
  return { ...folder, path };
}

function javaScriptOf(text: string, file: string): string {
  const ts = createRequire(file)('typescript') as Compiler;
  const { config } = ts.readConfigFile(join(dirname(file), '../tsconfig.json'), ts.sys.readFile);
  const { options } = ts.convertCompilerOptionsFromJson(config.compilerOptions, dirname(file));
  const compilerOptions = { ...options, module: ts.ModuleKind.ESNext };
  return ts.transpileModule(text, { fileName: file, compilerOptions }).outputText;
}
