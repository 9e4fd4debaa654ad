import { join } from 'node:path';
import { BUNDLE_FILE, bundleFunction } from '../../layer/function/bundle/bundle-function.ts';
import { writeBundle } from '../../layer/function/compile/compile-function.ts';
import { SNAPSHOT_FILES } from '../../layer/snapshot/boot-file.ts';
import { builtBootstrap } from './built-layer.ts';
import { takeOnLayer } from './layer-snapshot.ts';
import { startRecordedRuntimeApi } from './recorded-runtime-api.ts';
import { type FunctionRun, type FunctionSetting, runFunction } from './run-function.ts';
import { type TemporaryFolder, temporaryFolder } from './temporary-folder.ts';

/** A function that starts from a snapshot; `path` is its task root. */
export interface SnapshotTestFunction extends TemporaryFolder {
  readonly blobFile: string;
  readonly warnings: readonly string[];
}

export interface SnapshotSetting {
  readonly variables?: Readonly<Record<string, string>>;
  readonly allowRandom?: readonly string[];
  /** See SnapshotPlan. */
  readonly withCode?: boolean;
}

/** Bundles a function of these files, with `index.mjs` among them, and takes its snapshot. */
export async function snapshotFunction(
  files: Readonly<Record<string, string>>,
  { variables = {}, allowRandom = [], withCode = true }: SnapshotSetting = {},
): Promise<SnapshotTestFunction> {
  await using source = await temporaryFolder(files);
  const folder = await temporaryFolder({ 'package.json': '{"type":"commonjs"}' });
  const input = { entry: join(source.path, 'index.mjs'), root: source.path, external: [] };
  await writeBundle(folder.path, await bundleFunction(input));
  const bundle = await bundleFunction({ ...input, importsByCall: true });
  try {
    const { warnings } = await takeOnLayer(folder.path, BUNDLE_FILE, bundle, { variables, allowRandom, withCode });
    return { ...folder, blobFile: join(folder.path, SNAPSHOT_FILES.blob), warnings };
  } catch (error) {
    await folder[Symbol.asyncDispose]();
    throw error;
  }
}

/** What a function has answered and written. */
export interface AnsweredRun extends FunctionRun {
  readonly responses: readonly unknown[];
  readonly errors: readonly unknown[];
  /** Names of the calls to the service, in their order. */
  readonly sequence: readonly string[];
}

/** Runs a function that lies in a folder, with a temporary folder of its own. */
export async function runIn(
  { path }: TemporaryFolder,
  events: readonly unknown[] = [{}],
  env: Readonly<Record<string, string | undefined>> = {},
  command: FunctionSetting['command'] = [builtBootstrap()],
): Promise<AnsweredRun> {
  await using temporary = await temporaryFolder();
  await using api = await startRecordedRuntimeApi([...events]);
  const variables = { TMPDIR: temporary.path, LAMBDA_TASK_ROOT: path, ...env };
  const finished = await runFunction({}, { api, handler: 'index.handler', cwd: path, env: variables, command });
  return { ...finished, responses: api.responses, errors: api.errors, sequence: api.sequence };
}

/** The same function without its snapshot: as the bootstrap starts it where there is none. */
export async function runPlain(
  files: Readonly<Record<string, string>>,
  events?: readonly unknown[],
  env?: Readonly<Record<string, string>>,
): Promise<AnsweredRun> {
  await using source = await temporaryFolder(files);
  await using folder = await temporaryFolder({ 'package.json': '{"type":"commonjs"}' });
  const input = { entry: join(source.path, 'index.mjs'), root: source.path, external: [] };
  await writeBundle(folder.path, await bundleFunction(input));
  return await runIn(folder, events, env);
}
