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
  /** The same function with a snapshot, or why it has none: what the build says of it. */
  readonly snapshot: BuiltSnapshot | { readonly refusal: string };
  /** The same function with an image, or why it has none; nothing where it was not asked for. */
  readonly image: { readonly folder: string } | { readonly refusal: string } | undefined;
  /** Bytes of the bundle. */
  readonly bundleBytes: number;
  /** Bytes of what V8 has compiled of it. */
  readonly codeBytes: number;
}

/** A function with a snapshot. */
export interface BuiltSnapshot {
  readonly folder: string;
  /** Whether the function must lie where it lies on Lambda. */
  readonly isBound: boolean;
}

const SAMPLE = { id: 1, name: 'Joe', items: [1] };
const SNAPSHOT_FOLDER = '.snapboot';

/**
 * Builds a handler with one sample event as `snapboot function build --snapshot` does, and where that refuses, without
 * a snapshot. Nothing is measured: a snapshot that does the same is kept.
 *
 * @throws BuildError when it cannot be built without a snapshot either
 */
export async function buildHandler({ file }: CorpusHandler, asksForImage: boolean): Promise<HandlerBuild> {
  await using stack = new AsyncDisposableStack();
  const place = stack.use(await temporaryFolder({ 'sample.json': JSON.stringify(SAMPLE) }));
  const [folder, compiled] = [join(place.path, 'snapshot'), join(place.path, 'compiled')];
  const event = ['--event', join(place.path, 'sample.json')];
  const build = async (...args: readonly string[]): Promise<BuiltFunction> =>
    await buildFunction(readFunctionBuildOptions([file, ...event, '--trials', '0', ...args]));
  const snapshot = await build('--snapshot', '--out', folder).then(
    ({ manifest }) => ({ folder, isBound: manifest.taskRoot !== undefined }),
    refusalOf,
  );
  const withImage = join(place.path, 'image');
  const imageOf = ({ manifest, warnings }: BuiltFunction): HandlerBuild['image'] =>
    manifest.mode === 'image' ? { folder: withImage } : { refusal: warnings.join('; ') };
  const image = asksForImage
    ? await build('--image', '--env', 'AWS_REGION=eu-central-1', '--out', withImage).then(imageOf, refusalOf)
    : undefined;
  if ('folder' in snapshot) await copyWithout(SNAPSHOT_FOLDER, folder, compiled);
  else await build('--out', compiled);
  const bytesOf = async (name: string): Promise<number> => (await stat(join(compiled, name))).size;
  const [bundleBytes, codeBytes] = await Promise.all([bytesOf('index.js'), bytesOf('index.js.cache')]);
  const kept = stack.move();
  return {
    compiled,
    snapshot,
    image,
    bundleBytes,
    codeBytes,
    [Symbol.asyncDispose]: () => kept.disposeAsync(),
  };
}

function refusalOf(error: unknown): { readonly refusal: string } {
  return { refusal: String(error instanceof Error ? error.message : error) };
}

async function copyWithout(name: string, from: string, to: string): Promise<void> {
  const filter = (source: string): boolean => basename(source) !== name;
  await cp(from, to, { recursive: true, verbatimSymlinks: true, filter });
}
