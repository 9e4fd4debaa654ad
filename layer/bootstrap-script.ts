import { readFile } from 'node:fs/promises';
import { relative } from 'node:path';
import { BuildError } from './build-error.ts';
import { type BuildPlan, majorVersion } from './build-plan.ts';

/**
 * The script that starts a layer's Node.js, for a shell.
 *
 * @throws BuildError when its source cannot be read
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
