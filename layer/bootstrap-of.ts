import { readFile } from 'node:fs/promises';
import { relative } from 'node:path';
import type { Absence } from './absence.ts';
import { layerBootFile } from './boot-file/layer-boot-file.ts';
import { BuildError } from './build-error.ts';
import { type BuildPlan, majorVersion } from './build-plan.ts';
import { runtimeBuild } from './bundle.ts';
import type { HotPages } from './hot-pages/hot-pages.ts';
import { launcherFor } from './launcher/compile-launcher.ts';
import { fillLauncher } from './launcher/fill-launcher.ts';

/** What becomes `/opt/bootstrap`. */
export interface LayerBootstrap {
  readonly content: string | Uint8Array;
  /** Whether it is the launcher, which alone brings process images back. */
  readonly isLauncher: boolean;
  /** What each start reads, which the launcher has read ahead; nothing where that is not known, or it is the script. */
  readonly hotPages?: HotPages;
  /** In one line why cold starts on Lambda are slower than they could be; nothing where they are not. */
  readonly slower?: string;
}

/**
 * Makes the launcher, or the shell's script where the plan asks for it or nothing compiles the launcher here. Both do the
 * same, but the script has nothing read ahead.
 *
 * @param record gives what a start reads; asked only where something has use for it
 * @throws BuildError when a source cannot be read or compiled
 */
export async function bootstrapOf(plan: BuildPlan, record: () => Promise<HotPages | Absence>): Promise<LayerBootstrap> {
  if (plan.bootstrapKind === 'sh') return { content: await bootstrapText(plan), isLauncher: false };
  const compiled = await launcherFor(plan.architecture, plan.cacheFolder);
  if ('missing' in compiled) {
    const slower = `${compiled.missing}: the bootstrap is a script of the shell, and cold starts on Lambda are slower`;
    return { content: await bootstrapText(plan), isLauncher: false, slower };
  }
  const facts = { ...plan, runtimeBuild: await runtimeBuild(plan.entry) };
  const found = await record();
  if (!('reason' in found)) {
    const content = await fillLauncher(compiled.file, layerBootFile({ ...facts, hotPages: found }));
    return { content, isLauncher: true, hotPages: found };
  }
  const slower = `what a start reads is not recorded, so cold starts on Lambda are slower: ${found.reason}`;
  return { content: await fillLauncher(compiled.file, layerBootFile(facts)), isLauncher: true, slower };
}

/**
 * The text of the script.
 *
 * @throws BuildError when it cannot be read
 */
export async function bootstrapText({
  bootstrapScript,
  nodeVersion,
}: Pick<BuildPlan, 'bootstrapScript' | 'nodeVersion'>): Promise<string> {
  const script = await readFile(bootstrapScript, 'utf8').catch((cause) => {
    throw new BuildError(`${relative(process.cwd(), bootstrapScript)} cannot be read`, { cause });
  });
  return script.replaceAll('@NODE_MAJOR@', majorVersion(nodeVersion));
}
