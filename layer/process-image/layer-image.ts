import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, readFile, realpath, rename, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Absence } from '../absence.ts';
import { type Artifact, writeArtifactTree } from '../artifact-tree.ts';
import { layerBootFile } from '../boot-file/layer-boot-file.ts';
import type { BuildPlan } from '../build-plan.ts';
import { bundleRuntime } from '../bundle.ts';
import { isEmulated } from '../emulation.ts';
import { startPages } from '../hot-pages/layer-hot-pages.ts';
import { recordingKey } from '../hot-pages/recording-key.ts';
import { launcherFor } from '../launcher/compile-launcher.ts';
import { fillLauncher } from '../launcher/fill-launcher.ts';
import { withElapsedTime } from '../progress.ts';
import { temporaryName } from '../temporary-name.ts';
import { groundFor } from './choose-ground.ts';
import { dumperFor } from './compile-dumper.ts';
import { makeReady } from './make-ready.ts';
import { IMAGE_BOOT, takeImage } from './take-image.ts';

const BOOTSTRAP = 'bootstrap';

// As Lambda sets them; another locale starts without the image.
const VARIABLES = { LANG: 'en_US.UTF-8', PATH: '/usr/local/bin:/usr/bin/:/bin:/opt/bin', TZ: ':UTC' };

/**
 * The image of a layer: a Node.js that is up, with the runtime ready, for all functions that have none of their own. It is
 * taken once for the same layer, and kept in the cache folder from then on. Another build draws other addresses: nobody
 * is to know where things lie in somebody else's processes.
 *
 * @param artifacts the layer; its bootstrap does not matter
 * @returns its path, or why it cannot be taken on this machine
 * @throws BuildError when it can be, and is not what it has to be
 */
export async function layerImage(plan: BuildPlan, artifacts: readonly Artifact[]): Promise<string | Absence> {
  const found = await groundFor(plan.architecture, plan.imageGround, plan.cacheFolder);
  if ('reason' in found) return found;
  const dumper = await dumperFor(plan.architecture, plan.cacheFolder);
  if ('missing' in dumper) return { reason: `the dumper is not compiled: ${dumper.missing}` };
  const key = createHash('sha256')
    .update(await recordingKey(artifacts, new Map()))
    .update(await readFile(dumper.file))
    .update(await bundleRuntime(IMAGE_BOOT))
    .update(JSON.stringify([VARIABLES, found]));
  const file = join(plan.cacheFolder, `image-${plan.architecture}-${key.digest('hex').slice(0, 16)}`);
  if (await exists(file)) return file;
  return await withElapsedTime(
    'taking a process image',
    takenImage({ ...plan, imageGround: found.ground }, artifacts, file),
  );
}

async function takenImage(plan: BuildPlan, artifacts: readonly Artifact[], file: string): Promise<string | Absence> {
  const folder = await realpath(await mkdtemp(join(tmpdir(), 'snapboot-layer-')));
  try {
    const layer = join(folder, 'opt');
    const taskRoot = join(folder, 'task');
    await mkdir(taskRoot);
    await writeArtifactTree(layer, artifacts);
    const { architecture, cacheFolder, imageGround: ground } = plan;
    const settings = { kind: 'layer' };
    const taken = await takeImage({
      architecture,
      cacheFolder,
      ground,
      layer,
      taskRoot,
      variables: VARIABLES,
      settings,
    });
    if ('reason' in taken) return taken;
    const temporary = temporaryName(file);
    await writeFile(temporary, taken.content);
    if (!isEmulated(architecture)) await makeLayerReady(plan, artifacts, temporary, { layer, taskRoot });
    await rename(temporary, file);
    return file;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** By a start of a function that does nothing. */
async function makeLayerReady(
  plan: BuildPlan,
  artifacts: readonly Artifact[],
  image: string,
  { layer, taskRoot }: { readonly layer: string; readonly taskRoot: string },
): Promise<void> {
  const launcher = await launcherFor(plan.architecture, plan.cacheFolder);
  if ('missing' in launcher) return;
  const content = await fillLauncher(launcher.file, layerBootFile({ nodeVersion: plan.nodeVersion }));
  const others = artifacts.filter(({ path }) => path !== BOOTSTRAP);
  const withImage: readonly Artifact[] = [...others, { path: 'snapboot/image', mode: 0o644, content: { file: image } }];
  await writeArtifactTree(layer, [...withImage, { path: BOOTSTRAP, mode: 0o755, content: { data: content } }]);
  await writeFile(join(taskRoot, 'index.js'), 'exports.handler = async () => {};\n');
  const variables = {
    ...VARIABLES,
    _HANDLER: 'index.handler',
    LAMBDA_TASK_ROOT: taskRoot,
    AWS_LAMBDA_FUNCTION_MEMORY_SIZE: '1769',
  };
  const start = { command: [join(layer, BOOTSTRAP)] as const, variables, event: '{}' };
  await makeReady(image, start, () => startPages({ plan, artifacts: withImage, launcher: content }));
}

async function exists(file: string): Promise<boolean> {
  return (await stat(file).catch(() => undefined)) !== undefined;
}
