import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Artifact } from '../artifact-tree.ts';
import { bootstrapText } from '../bootstrap-of.ts';
import type { BuildPlan } from '../build-plan.ts';
import type { PlacedFile } from './start-tree.ts';

const BOOTSTRAP = 'bootstrap';

/**
 * The files of a layer as a start of it is recorded: with the script for a shell as its bootstrap, since another one may
 * read ahead by the list that is to be made.
 *
 * @param folder takes what is no file yet
 */
export async function layerFiles(
  plan: BuildPlan,
  artifacts: readonly Artifact[],
  folder: string,
): Promise<readonly PlacedFile[]> {
  const script: Artifact = { path: BOOTSTRAP, mode: 0o755, content: { data: await bootstrapText(plan) } };
  const others = artifacts.filter(({ path }) => path !== BOOTSTRAP);
  return await Promise.all([script, ...others].map((artifact) => placed(artifact, folder)));
}

async function placed({ path, mode, content }: Artifact, folder: string): Promise<PlacedFile> {
  if ('file' in content) return { path, source: content.file };
  const source = join(folder, path);
  await mkdir(dirname(source), { recursive: true });
  await writeFile(source, content.data, { mode });
  return { path, source };
}
