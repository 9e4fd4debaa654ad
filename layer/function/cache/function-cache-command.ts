import { relative } from 'node:path';
import { megabytes } from '../../layer-size.ts';
import { figureLines } from '../figure-lines.ts';
import { type FunctionCache, fillFunctionCache } from './function-cache.ts';
import { FUNCTION_CACHE_HELP, type FunctionCacheOptions, readFunctionCacheOptions } from './function-cache-options.ts';

/**
 * The command line `snapboot function cache`.
 *
 * @param args what follows it
 * @throws BuildError with one line for the user
 */
export async function runFunctionCacheCommand(args: readonly string[]): Promise<void> {
  if (args.includes('--help') || args.includes('-h')) {
    process.stdout.write(FUNCTION_CACHE_HELP);
    return;
  }
  const options = readFunctionCacheOptions(args);
  process.stdout.write(summary(await fillFunctionCache(options), options));
}

function summary(
  { path, isKept, files, bytes, figures }: FunctionCache,
  { folder, layer }: FunctionCacheOptions,
): string {
  const place = relative('.', `${folder}/${path}`);
  const fate = isKept ? `${files} files, ${megabytes(bytes)}` : 'not kept, starts are not faster with it';
  return [
    `${place} for ${layer.architecture}, Node.js ${layer.nodeVersion}: ${fate}`,
    ...figureLines(figures),
    '',
  ].join('\n');
}
