import { relative } from 'node:path';
import { megabytes } from '../layer-size.ts';
import { type BuiltFunction, buildFunction } from './build-function.ts';
import { figureLines } from './figure-lines.ts';
import { FUNCTION_BUILD_HELP, type FunctionBuildOptions, readFunctionBuildOptions } from './function-build-options.ts';

/**
 * The command line `snapboot function build`.
 *
 * @param args what follows it
 * @throws BuildError with one line for the user
 */
export async function runFunctionBuildCommand(args: readonly string[]): Promise<void> {
  if (args.includes('--help') || args.includes('-h')) {
    process.stdout.write(FUNCTION_BUILD_HELP);
    return;
  }
  const options = readFunctionBuildOptions(args);
  const built = await buildFunction(options);
  for (const warning of built.warnings) process.stderr.write(`build: ${warning}\n`);
  process.stdout.write(summary(built, options));
}

function summary({ folder, zipFile, zipBytes, manifest }: BuiltFunction, options: FunctionBuildOptions): string {
  const { architecture, node, mode, files, figures, builtins, globals } = manifest;
  const preloads = [...globals, ...builtins];
  const bytes = files.reduce((sum, file) => sum + file.bytes, 0);
  return [
    `${relative('.', folder)} for ${architecture}, Node.js ${node}: ${mode}, ${megabytes(bytes)}`,
    `${relative('.', zipFile)}: ${megabytes(zipBytes)}`,
    ...(preloads.length === 0 ? [] : [`loaded in init, since the events need it: ${preloads.join(', ')}`]),
    ...figureLines(figures),
    ...hints(options),
    ...(options.snapshot && mode !== 'snapshot'
      ? ['the snapshot is not kept: without it the function starts faster']
      : []),
    '',
  ].join('\n');
}

function hints({ events, mode }: FunctionBuildOptions): string[] {
  if (events.length > 0 || mode === 'plain') return [];
  return ['without a sample event only what loading runs is compiled: --event FILE makes the first invocation faster'];
}
