import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { buildFunction } from '../../layer/function/build-function.ts';
import { readFunctionBuildOptions } from '../../layer/function/function-build-options.ts';
import { BARE_PLATFORM } from '../../service/environments/platform.ts';
import { detectSandbox } from '../../service/environments/sandbox.ts';
import { functionConfig } from '../../service/functions/function-config.ts';
import { FunctionHost } from '../../service/run/function-host.ts';
import { builtBootstrap } from './built-layer.ts';
import { type TemporaryFolder, temporaryFolder } from './temporary-folder.ts';

const MEMORY_MB = 1769;

/** What came of one start with one event. */
export interface ImageInvocation {
  readonly answer: unknown;
  /** What the function has written, and the bootstrap. */
  readonly log: readonly string[];
}

/** A function that was built with an image; gone when it is disposed of. */
export interface ImageFunction extends AsyncDisposable {
  /** Absolute. */
  readonly folder: string;
  readonly mode: string;
  readonly warnings: readonly string[];
  readonly handler: string;
  /** The bytes of its image. */
  image(): Promise<Buffer>;
  /** Starts it where it lies on Lambda, with one event. */
  invoke(event: unknown, variables?: Readonly<Record<string, string>>): Promise<ImageInvocation>;
}

/** Whether this machine can take images, and start from them; otherwise why not. */
export async function imagesNeed(): Promise<string | undefined> {
  const sandbox = await detectSandbox('auto');
  return sandbox.kind === 'none' ? (sandbox.notice ?? 'no sandbox') : undefined;
}

/**
 * Builds a function as `snapboot function build --image` does; nothing is measured.
 *
 * @param args more of the command line; the first file is the entry, unless `entry` names another
 * @param complete adds to the folder what is no text
 */
export async function imageFunction(
  files: Readonly<Record<string, string>>,
  args: readonly string[] = [],
  entry: string = Object.keys(files)[0] ?? '',
  complete: (folder: string) => Promise<void> = async () => {},
): Promise<ImageFunction> {
  const place = await temporaryFolder({ 'package.json': '{}', ...files });
  try {
    await complete(place.path);
    return await built(place, entry, args);
  } catch (error) {
    await place[Symbol.asyncDispose]();
    throw error;
  }
}

async function built(place: TemporaryFolder, entry: string, args: readonly string[]): Promise<ImageFunction> {
  const folder = join(place.path, 'built');
  const way = args.includes('--primed') ? [] : ['--image'];
  const all = [join(place.path, entry), '--out', folder, '--trials', '0', ...way, ...args];
  const options = readFunctionBuildOptions(all);
  const { manifest, warnings } = await buildFunction(options);
  const { handler } = options;
  return {
    folder,
    mode: manifest.mode,
    warnings,
    handler,
    image: (): Promise<Buffer> => readFile(join(folder, '.snapboot/image')),
    invoke: (event: unknown, variables: Readonly<Record<string, string>> = {}): Promise<ImageInvocation> =>
      invocation(folder, handler, event, { ...options.variables, ...variables }),
    async [Symbol.asyncDispose]() {
      await place[Symbol.asyncDispose]();
    },
  };
}

async function invocation(
  taskRoot: string,
  handler: string,
  event: unknown,
  variables: Readonly<Record<string, string>>,
): Promise<ImageInvocation> {
  const log: string[] = [];
  const settings = { name: 'tested', memoryMb: MEMORY_MB, timeoutMs: 30_000, variables };
  await using host = new FunctionHost({
    function: functionConfig({ ...settings, taskRoot, handler }),
    bootstrap: builtBootstrap(),
    platform: { ...BARE_PLATFORM, sandbox: await detectSandbox('auto') },
    onLogLine: (line) => void log.push(line),
  });
  const init = await host.init();
  if (init.state !== 'ready') return { answer: init, log };
  const { outcome } = await host.invoke(Buffer.from(JSON.stringify(event)), { begin() {}, write() {} });
  if (outcome.state !== 'succeeded') return { answer: JSON.parse(outcome.error.payload.toString()), log };
  const { response } = outcome;
  return { answer: response.mode === 'buffered' ? JSON.parse(response.payload.toString()) : undefined, log };
}
