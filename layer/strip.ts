import { createHash } from 'node:crypto';
import { mkdir, rename, rm, stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import { type Architecture, type BuildPlan, hostArchitecture } from './build-plan.ts';
import { commandFault, runCommand } from './command.ts';
import { say } from './progress.ts';
import { temporaryName } from './temporary-name.ts';

/**
 * Strips the symbols of a binary: a sixth of its bytes or more, of no use in Lambda. Without a tool for the plan's
 * architecture the binary keeps them, and one line says so.
 *
 * @param binary the binary as it came
 * @returns the path of the file for the layer: a stripped copy in the cache folder, or `binary` itself
 */
export async function strippedBinary(binary: string, plan: BuildPlan): Promise<string> {
  const stripped = `${plan.cacheFolder}/node-${await identityOf(binary, plan)}-${plan.architecture}.stripped`;
  if (await isNewer(stripped, binary)) return stripped;
  await mkdir(plan.cacheFolder, { recursive: true });
  return (await strip(binary, stripped, plan.architecture)) ? stripped : binary;
}

/** A binary of the user's own may be another one each time, also at the same time. */
async function identityOf(binary: string, { nodeBinary, nodeVersion }: BuildPlan): Promise<string> {
  if (nodeBinary === undefined) return nodeVersion;
  const { size, mtimeMs } = await stat(binary);
  const hash = createHash('sha256')
    .update(`${resolve(binary)} ${size} ${mtimeMs}`)
    .digest('hex');
  return `own-${hash.slice(0, 12)}`;
}

async function isNewer(file: string, source: string): Promise<boolean> {
  const [own, original] = await Promise.all([stat(file).catch(() => undefined), stat(source)]);
  return own !== undefined && own.mtimeMs >= original.mtimeMs;
}

async function strip(binary: string, target: string, architecture: Architecture): Promise<boolean> {
  const tool = stripTool(architecture);
  const temporary = temporaryName(target);
  try {
    const result = await runCommand(tool, ['-o', temporary, binary]);
    if (result.state === 'ended' && result.code === 0) {
      await rename(temporary, target);
      return true;
    }
    say(`${commandFault(tool, result)}: the Node.js binary keeps its symbols and is larger than need be`);
    return false;
  } finally {
    await rm(temporary, { force: true });
  }
}

function stripTool(architecture: Architecture): string {
  const native = process.platform === 'linux' && architecture === hostArchitecture();
  return native ? 'strip' : `${architecture === 'arm64' ? 'aarch64' : 'x86_64'}-linux-gnu-strip`;
}
