import { mkdtemp, readdir, realpath, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { bootstrapText } from '../../layer/bootstrap-of.ts';
import { readBuildPlan } from '../../layer/build-plan.ts';
import type { TemporaryFolder } from './temporary-folder.ts';

/** The same layer with the script of the shell as its bootstrap. */
export async function makeShellLayer(layer: string, nodeVersion: string): Promise<TemporaryFolder> {
  const path = await realpath(await mkdtemp(join(tmpdir(), 'snapboot-shell-layer-')));
  const names = await readdir(layer);
  for (const name of names.filter((entry) => entry !== 'bootstrap')) await symlink(join(layer, name), join(path, name));
  await writeFile(join(path, 'bootstrap'), await bootstrapText({ ...readBuildPlan([]), nodeVersion }), { mode: 0o755 });
  return { path, [Symbol.asyncDispose]: () => rm(path, { recursive: true, force: true }) };
}
