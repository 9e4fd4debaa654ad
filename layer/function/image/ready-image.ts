import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { environmentVariables } from '../../../service/environments/environment-variables.ts';
import { createSandbox, type SandboxSupport } from '../../../service/environments/sandbox.ts';
import { functionConfig } from '../../../service/functions/function-config.ts';
import { layerBootFile } from '../../boot-file/layer-boot-file.ts';
import type { BuiltLayer } from '../../build-layer.ts';
import type { BuildPlan } from '../../build-plan.ts';
import { functionHotPages } from '../../hot-pages/function-hot-pages.ts';
import { launcherFor } from '../../launcher/compile-launcher.ts';
import { fillLauncher } from '../../launcher/fill-launcher.ts';
import { makeReady } from '../../process-image/make-ready.ts';
import type { TrainingPlan } from '../compile/training-run.ts';
import { NO_EVENT } from '../function-trials.ts';
import { toldSettings } from '../told-settings.ts';
import { IMAGE_FILE } from './image-file.ts';

const MEMORY_MB = 1769;
const NOTHING = { files: [], ranges: [] };

/**
 * Starts a function from its image, and notes in the image what that writes to and reads: the launcher has both ready in
 * each start.
 *
 * @param taskRoot the function with its image
 */
export async function readyImage(
  taskRoot: string,
  { handler, events, variables }: TrainingPlan,
  layer: BuiltLayer,
  { plan, sandbox }: { readonly plan: BuildPlan; readonly sandbox: SandboxSupport },
): Promise<void> {
  const temporary = await mkdtemp(join(tmpdir(), 'snapboot-ready-'));
  try {
    const folders = { taskRoot, layers: temporary, runtime: layer.folder, temporary };
    const { inside, kind, wrap } = createSandbox(sandbox, folders);
    const config = functionConfig({
      name: 'ready',
      ...toldSettings(variables),
      taskRoot,
      handler,
      memoryMb: MEMORY_MB,
      variables,
    });
    const place = { runtimeApi: '', sandbox: { kind, inside }, logStream: 'ready' };
    const { payload } = events[0] ?? NO_EVENT;
    const start = {
      command: wrap('/usr/bin/env', ['-C', inside.taskRoot, join(inside.runtime, 'bootstrap')]),
      variables: environmentVariables(config, place, process.env),
      event: payload.toString(),
    };
    const { artifacts } = layer;
    const recorded = { plan, artifacts, taskRoot, handler, event: payload, variables };
    await makeReady(join(taskRoot, IMAGE_FILE), start, async () => {
      const launcher = await launcherFor(plan.architecture, plan.cacheFolder);
      if ('missing' in launcher) return { reason: launcher.missing };
      const content = await fillLauncher(launcher.file, layerBootFile({ nodeVersion: plan.nodeVersion }));
      const found = await functionHotPages({ ...recorded, launcher: content }, NOTHING);
      return found ?? { reason: 'what it reads was not seen' };
    });
  } finally {
    await rm(temporary, { recursive: true, force: true });
  }
}
