import { existsSync } from 'node:fs';
import { cp, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { type BuiltFunction, buildFunction } from '../../../layer/function/build-function.ts';
import { readFunctionBuildOptions } from '../../../layer/function/function-build-options.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';
import type { CorpusHandler } from './corpus-handlers.ts';

/** A handler that has been built; its folders are gone when it is disposed of. */
export interface HandlerBuild extends AsyncDisposable {
  /** Absolute path of the compiled function. */
  readonly compiled: string;
  /** The same function with an image, or why it has none: what the build says of it. */
  readonly image: { readonly folder: string } | { readonly refusal: string };
  /** Bytes of the bundle. */
  readonly bundleBytes: number;
  /** Bytes of what V8 has compiled of it. */
  readonly codeBytes: number;
}

// What Lambda sets, and some packages read while they are loaded: as authors are told to.
const TOLD = ['AWS_REGION=eu-central-1', 'AWS_LAMBDA_FUNCTION_NAME=tested'].flatMap((text) => ['--env', text]);
const SAMPLE = { id: 1, name: 'Joe', items: [1] };
const IMAGE_FOLDER = '.snapboot';

/**
 * Builds a handler with one sample event as `snapboot function build --image` does, and where that refuses, without an
 * image. Nothing is measured: an image that does the same is kept.
 *
 * @throws BuildError when it cannot be built without an image either
 */
export async function buildHandler({ file }: CorpusHandler): Promise<HandlerBuild> {
  await using stack = new AsyncDisposableStack();
  const place = stack.use(await temporaryFolder({ 'sample.json': JSON.stringify(SAMPLE) }));
  const [folder, compiled] = [join(place.path, 'image'), join(place.path, 'compiled')];
  const told = ['--event', join(place.path, 'sample.json'), ...TOLD, '--trials', '0'];
  const build = async (...args: readonly string[]): Promise<BuiltFunction> =>
    await buildFunction(readFunctionBuildOptions([file, ...told, ...args]));
  const image = await build('--image', '--out', folder).then(
    ({ manifest, warnings }) => (manifest.mode === 'image' ? { folder } : { refusal: warnings.join('; ') }),
    refusalOf,
  );
  if (existsSync(folder)) await copyWithout(IMAGE_FOLDER, folder, compiled);
  else await build('--out', compiled);
  const bytesOf = async (name: string): Promise<number> => (await stat(join(compiled, name))).size;
  const [bundleBytes, codeBytes] = await Promise.all([bytesOf('index.js'), bytesOf('index.js.cache')]);
  const kept = stack.move();
  return { compiled, image, bundleBytes, codeBytes, [Symbol.asyncDispose]: () => kept.disposeAsync() };
}

function refusalOf(error: unknown): { readonly refusal: string } {
  return { refusal: String(error instanceof Error ? error.message : error) };
}

async function copyWithout(name: string, from: string, to: string): Promise<void> {
  const filter = (source: string): boolean => basename(source) !== name;
  await cp(from, to, { recursive: true, verbatimSymlinks: true, filter });
}
