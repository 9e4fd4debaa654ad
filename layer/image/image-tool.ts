import { BuildError } from '../build-error.ts';
import { commandFault, runCommand } from '../command.ts';

/** The programs that build images, in the order in which they are tried. */
export const IMAGE_TOOLS = ['docker', 'podman', 'buildah'] as const;

/** One of the programs that build images, by its name on PATH. */
export type ImageTool = (typeof IMAGE_TOOLS)[number];

/**
 * Finds a program that builds images here. A client without its engine does not: `version` asks the engine too.
 *
 * @param wanted the only one to try
 * @throws BuildError when there is none
 */
export async function findImageTool(wanted?: ImageTool): Promise<ImageTool> {
  const faults: string[] = [];
  for (const tool of wanted === undefined ? IMAGE_TOOLS : [wanted]) {
    const result = await runCommand(tool, ['version']);
    if (result.state === 'ended' && result.code === 0) return tool;
    faults.push(commandFault(tool, result));
  }
  throw new BuildError(
    `${wanted === undefined ? 'no program builds images here' : `--tool ${wanted}`}: ${faults.join('; ')}`,
  );
}
