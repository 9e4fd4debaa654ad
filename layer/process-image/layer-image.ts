import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, readFile, realpath, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findProgram } from '../../service/processes/system-program.ts';
import type { Absence } from '../absence.ts';
import { type Artifact, writeArtifactTree } from '../artifact-tree.ts';
import type { BootRecord } from '../boot-file/boot-file.ts';
import { layerBootFile } from '../boot-file/layer-boot-file.ts';
import { BuildError } from '../build-error.ts';
import type { BuildPlan } from '../build-plan.ts';
import { bundleRuntime, runtimeBuild } from '../bundle.ts';
import { isEmulated } from '../emulation.ts';
import { HANDLERS, startPages } from '../hot-pages/layer-hot-pages.ts';
import { recordingKey } from '../hot-pages/recording-key.ts';
import { launcherFor } from '../launcher/compile-launcher.ts';
import { fillLauncher } from '../launcher/fill-launcher.ts';
import { withElapsedTime } from '../progress.ts';
import { temporaryName } from '../temporary-name.ts';
import { groundFor } from './choose-ground.ts';
import { dumperFor } from './compile-dumper.ts';
import { etcOfImage } from './image-etc.ts';
import { makeReady } from './make-ready.ts';
import { IMAGE_BOOT, type ImageReport, takeImage } from './take-image.ts';

/** What an image has besides Node.js and the runtime. */
export interface LayerImageContent {
  /** Where the image lies, relative to `/opt`. */
  readonly path: string;
  /** What else is in `/opt` when it is taken. */
  readonly others: readonly Artifact[];
  /** What else its process is told. */
  readonly settings: Readonly<Record<string, unknown>>;
  readonly conditions: readonly BootRecord[];
  /** Text of a function in CommonJS: what its start and first call read and write is had ready. */
  readonly handler: string;
}

const RUNTIME_ALONE: LayerImageContent = {
  path: 'snapboot/image',
  others: [],
  settings: {},
  conditions: [],
  handler: 'exports.handler = async () => {};\n',
};
const BOOTSTRAP = 'bootstrap';

// As Lambda sets them; another locale starts without the image.
const VARIABLES = { LANG: 'en_US.UTF-8', PATH: '/usr/local/bin:/usr/bin/:/bin:/opt/bin', TZ: ':UTC' };

/**
 * The image of a layer: a Node.js that is up, with the runtime ready, for all functions that have none of their own. It is
 * taken once for the same layer, and kept in the cache folder from then on. Another build draws other addresses: nobody
 * is to know where things lie in somebody else's processes.
 *
 * @param artifacts the layer; its bootstrap does not matter
 * @param content what is in it besides
 * @returns its path, or why it cannot be taken on this machine
 * @throws BuildError when it can be, and is not what it has to be
 */
export async function layerImage(
  plan: BuildPlan,
  artifacts: readonly Artifact[],
  content: LayerImageContent = RUNTIME_ALONE,
): Promise<string | Absence> {
  const found = await groundFor(plan.architecture, plan.imageGround, plan.cacheFolder);
  if ('reason' in found) return found;
  const dumper = await dumperFor(plan.architecture, plan.cacheFolder);
  if ('missing' in dumper) return { reason: `the dumper is not compiled: ${dumper.missing}` };
  const key = createHash('sha256')
    .update(await recordingKey([...artifacts, ...content.others], new Map()))
    .update(await readFile(dumper.file))
    .update(await bundleRuntime(IMAGE_BOOT))
    .update(await ownModules())
    .update(JSON.stringify([VARIABLES, found, content.settings, content.conditions, content.handler]));
  const file = join(plan.cacheFolder, `image-${plan.architecture}-${key.digest('hex').slice(0, 16)}`);
  if (existsSync(file)) return file;
  return await withElapsedTime(
    'taking a process image',
    takenImage({ ...plan, imageGround: found.ground }, artifacts, content, file),
  );
}

async function takenImage(
  plan: BuildPlan,
  artifacts: readonly Artifact[],
  content: LayerImageContent,
  file: string,
): Promise<string | Absence> {
  const folder = await realpath(await mkdtemp(join(tmpdir(), 'snapboot-layer-')));
  try {
    const layer = join(folder, 'opt');
    const taskRoot = join(folder, 'task');
    await mkdir(taskRoot);
    await writeArtifactTree(layer, [...artifacts, ...content.others]);
    const { architecture, cacheFolder, imageGround: ground } = plan;
    const settings = { ...content.settings, kind: 'layer' };
    const { conditions } = content;
    const common = { architecture, cacheFolder, ground, layer, taskRoot, variables: VARIABLES, settings };
    const taken = await takeImage({ ...common, conditions, etc: await etcOfImage() });
    if ('reason' in taken) return taken;
    checkFindings(taken.report);
    const temporary = temporaryName(file);
    await writeFile(temporary, taken.content);
    if (!isEmulated(architecture))
      await makeReadyInPlace(plan, artifacts, { ...content, file: temporary }, { layer, taskRoot });
    await rename(temporary, file);
    return file;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** What packages draw while they are loaded would be the same in all functions. */
function checkFindings({ findings }: ImageReport): void {
  const found = findings.find(({ kind }) => kind !== 'note');
  if (found === undefined) return;
  throw new BuildError(`no image was taken: ${found.stack[0] ?? 'a package'} ${found.what}`);
}

/** By a start of a function. */
async function makeReadyInPlace(
  plan: BuildPlan,
  artifacts: readonly Artifact[],
  image: LayerImageContent & { readonly file: string },
  { layer, taskRoot }: { readonly layer: string; readonly taskRoot: string },
): Promise<void> {
  const launcher = await launcherFor(plan.architecture, plan.cacheFolder);
  const bwrap = findProgram('bwrap');
  if ('missing' in launcher || bwrap === undefined) return;
  const facts = { nodeVersion: plan.nodeVersion, runtimeBuild: await runtimeBuild(plan.entry) };
  const content = await fillLauncher(launcher.file, layerBootFile(facts));
  const others = artifacts.filter(({ path }) => path !== BOOTSTRAP && path !== RUNTIME_ALONE.path);
  const withImage: readonly Artifact[] = [
    ...others,
    ...image.others,
    { path: image.path, mode: 0o644, content: { file: image.file } },
  ];
  await writeArtifactTree(layer, [...withImage, { path: BOOTSTRAP, mode: 0o755, content: { data: content } }]);
  await writeFile(join(taskRoot, 'index.js'), image.handler);
  const variables = {
    ...VARIABLES,
    _HANDLER: 'index.handler',
    LAMBDA_TASK_ROOT: taskRoot,
    AWS_LAMBDA_FUNCTION_MEMORY_SIZE: '1769',
  };
  // Where the layer lies on Lambda: the launcher looks there for packages' image.
  const place = ['--dev-bind', '/', '/', '--ro-bind', layer, '/opt', '--die-with-parent', '--'];
  const start = { command: [bwrap, ...place, `/opt/${BOOTSTRAP}`] as const, variables, event: '{}' };
  await makeReady(image.file, start, () =>
    startPages({ plan, artifacts: withImage, launcher: content }, [
      { file: 'index.js', text: image.handler },
      ...HANDLERS,
    ]),
  );
}

/** What finishes an image: another one finishes it in another way. */
async function ownModules(): Promise<Buffer> {
  const names = (await readdir(import.meta.dirname)).filter((name) => /\.[jt]s$/.test(name)).toSorted();
  return Buffer.concat(await Promise.all(names.map((name) => readFile(join(import.meta.dirname, name)))));
}
