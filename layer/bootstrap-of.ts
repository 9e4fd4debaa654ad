import { readFile } from 'node:fs/promises';
import { relative } from 'node:path';
import { layerBootFile } from './boot-file/layer-boot-file.ts';
import { BuildError } from './build-error.ts';
import { type BuildPlan, majorVersion } from './build-plan.ts';
import type { HotPages } from './hot-pages/hot-pages.ts';
import { launcherFor } from './launcher/compile-launcher.ts';
import { fillLauncher } from './launcher/fill-launcher.ts';
import { say } from './progress.ts';

/**
 * What becomes `/opt/bootstrap`: the launcher, or the shell's script where the plan asks for it or nothing compiles the
 * launcher here. Both do the same, but the script has nothing read ahead.
 *
 * @param hotPages what a start reads; none where it is not known
 * @throws BuildError when a source cannot be read or compiled
 */
export async function bootstrapOf(plan: BuildPlan, hotPages?: HotPages): Promise<string | Uint8Array> {
  if (plan.bootstrapKind === 'sh') return bootstrapText(plan);
  const compiled = await launcherFor(plan.architecture, plan.cacheFolder);
  if ('file' in compiled) return fillLauncher(compiled.file, layerBootFile({ ...plan, hotPages }));
  say(`${compiled.missing}: the bootstrap is a script of the shell, and cold starts on Lambda are slower`);
  return bootstrapText(plan);
}

/**
 * The text of the script.
 *
 * @throws BuildError when it cannot be read
 */
export async function bootstrapText({ bootstrapScript, nodeVersion, architecture }: BuildPlan): Promise<string> {
  const script = await readFile(bootstrapScript, 'utf8').catch((cause) => {
    throw new BuildError(`${relative(process.cwd(), bootstrapScript)} cannot be read`, { cause });
  });
  return script
    .replaceAll('@NODE_MAJOR@', majorVersion(nodeVersion))
    .replaceAll('@NODE_VERSION@', nodeVersion)
    .replaceAll('@ARCHITECTURE@', architecture);
}
