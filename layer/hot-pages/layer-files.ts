import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Artifact } from '../artifact-tree.ts';
import { bootstrapText } from '../bootstrap-of.ts';
import type { BuildPlan } from '../build-plan.ts';
import { PLACES, type PlacedFile } from './start-tree.ts';

const BOOTSTRAP = 'bootstrap';

/** Where the launcher lies in the layer, if the script starts it. */
export const LAUNCHER = 'launcher';

/**
 * The files of a layer as a start of it is recorded: with the script for a shell as its bootstrap, since another one may
 * read ahead by the list that is to be made.
 *
 * @param folder takes what is no file yet
 * @param launcher one without a list, where it is a start from a process image that is recorded: the script starts it
 */
export async function layerFiles(
  plan: BuildPlan,
  artifacts: readonly Artifact[],
  folder: string,
  launcher?: Uint8Array,
): Promise<readonly PlacedFile[]> {
  const text = launcher === undefined ? await bootstrapText(plan) : `exec ${PLACES.layer}/${LAUNCHER}\n`;
  const script: Artifact = { path: BOOTSTRAP, mode: 0o755, content: { data: text } };
  const program: readonly Artifact[] =
    launcher === undefined ? [] : [{ path: LAUNCHER, mode: 0o755, content: { data: launcher } }];
  const others = artifacts.filter(({ path }) => path !== BOOTSTRAP);
  return await Promise.all([script, ...program, ...others].map((artifact) => placed(artifact, folder)));
}

async function placed({ path, mode, content }: Artifact, folder: string): Promise<PlacedFile> {
  if ('file' in content) return { path, source: content.file };
  const source = join(folder, path);
  await mkdir(dirname(source), { recursive: true });
  await writeFile(source, content.data, { mode });
  return { path, source };
}
