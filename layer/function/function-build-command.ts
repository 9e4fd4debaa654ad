import { relative } from 'node:path';
import { megabytes } from '../layer-size.ts';
import { type BuiltFunction, buildFunction } from './build-function.ts';
import { figureLines } from './figure-lines.ts';
import { FUNCTION_BUILD_HELP, type FunctionBuildOptions, readFunctionBuildOptions } from './function-build-options.ts';
import { sizeLines, unpackedBytes } from './function-size.ts';

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
  process.stdout.write(summary(built, options, await sizeLines(built, options.layer.outputFolder)));
}

function summary(
  { folder, zipFile, zipBytes, manifest }: BuiltFunction,
  options: FunctionBuildOptions,
  sizes: readonly string[],
): string {
  const { architecture, node, mode, figures, builtins, globals } = manifest;
  const preloads = [...globals, ...builtins];
  return [
    `${relative('.', folder)} for ${architecture}, Node.js ${node}: ${mode}, ${megabytes(unpackedBytes(manifest))}`,
    `${relative('.', zipFile)}: ${megabytes(zipBytes)}`,
    ...sizes,
    ...(preloads.length === 0 ? [] : [`loaded in init, since the events need it: ${preloads.join(', ')}`]),
    ...figureLines(figures),
    ...hints(options),
    '',
  ].join('\n');
}

function hints({ events, mode }: FunctionBuildOptions): string[] {
  if (events.length > 0 || mode === 'plain') return [];
  return ['without a sample event only what loading runs is compiled: --event FILE makes the first invocation faster'];
}
