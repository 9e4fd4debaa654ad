import { createHash } from 'node:crypto';
import { relative } from 'node:path';
import { type BuildFailure, build, type Message, type Plugin } from 'esbuild';
import { BuildError } from './build-error.ts';
import { snapbootVersion } from './snapboot-version.ts';

const BUILD_LENGTH = 16;

/**
 * Bundles the runtime, beginning with `entry`, into one minified CommonJS script: what Lambda loads in one read.
 *
 * @param plugins what the benchmark exchanges in it; none for what ships
 * @returns the text of the script
 * @throws BuildError naming the place of the first fault in the sources
 */
export async function bundleRuntime(entry: string, plugins: Plugin[] = []): Promise<string> {
  const result = await build({
    entryPoints: [entry],
    plugins,
    bundle: true,
    minify: true,
    format: 'cjs',
    platform: 'node',
    target: 'node22',
    // The handler of a function may be an ES module: import() must not turn into require().
    supported: { 'dynamic-import': true },
    legalComments: 'none',
    keepNames: false,
    define: { SNAPBOOT_VERSION: JSON.stringify(snapbootVersion()) },
    write: false,
    logLevel: 'silent',
  }).catch(rethrowForPeople);
  return result.outputFiles.map((file) => file.text).join('');
}

/**
 * What tells a build of the runtime from others: the image of another layer has the runtime that its build had.
 *
 * @param entry that of the runtime
 * @throws BuildError as bundleRuntime does
 */
export async function runtimeBuild(entry: string): Promise<string> {
  const hash = createHash('sha256').update(await bundleRuntime(entry));
  return hash.digest('hex').slice(0, BUILD_LENGTH);
}

function rethrowForPeople(error: unknown): never {
  const [first] = (error as Partial<BuildFailure>).errors ?? [];
  if (first === undefined) throw error;
  throw new BuildError(`${place(first)}${first.text}`, { cause: error });
}

function place({ location }: Message): string {
  return location === null ? '' : `${relative(process.cwd(), location.file)}:${location.line}:${location.column}: `;
}
