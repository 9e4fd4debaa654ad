import { existsSync, readFileSync, statSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { BuildError } from './build-error.ts';
import { type BuildPlan, hostArchitecture, majorVersion } from './build-plan.ts';
import { runCommand } from './command.ts';
import { checkProgram } from './elf/check-program.ts';
import { fetchNodeBinary } from './node-package.ts';
import { nodeVersionsIn } from './node-versions.ts';

/** A Node.js binary that will run on `provided.al2023`. */
export interface NodeBinary {
  /** Its path. It still has its symbols. */
  readonly file: string;
  /** The libraries that it needs, such as `libc.so.6`. */
  readonly libraries: readonly string[];
}

/**
 * Finds the Node.js binary of this plan: the user's own, the one that npm installed for this machine, or one fetched
 * from the npm registry.
 *
 * @throws BuildError when it cannot be had or is not what the plan asks for
 */
export async function nodeBinary(plan: BuildPlan): Promise<NodeBinary> {
  if (plan.nodeBinary !== undefined) return checkOwnBinary(plan.nodeBinary, plan);
  const { architecture, nodeVersion, cacheFolder } = plan;
  const file = installedBinary(plan) ?? (await fetchNodeBinary(architecture, nodeVersion, cacheFolder));
  return { file, libraries: checkProgram(file, architecture, `Node.js ${nodeVersion}`).libraries };
}

async function checkOwnBinary(file: string, plan: BuildPlan): Promise<NodeBinary> {
  const name = `--node-binary ${file}`;
  if (!statSync(file, { throwIfNoEntry: false })?.isFile()) throw new BuildError(`${name}: no such file`);
  const { libraries } = checkProgram(file, plan.architecture, name);
  if (process.platform === 'linux' && plan.architecture === hostArchitecture()) await checkVersion(file, plan);
  else nodeVersionsIn(readFileSync(file), plan);
  return { file, libraries };
}

async function checkVersion(file: string, plan: BuildPlan): Promise<void> {
  const result = await runCommand(file, ['--version']);
  const version = result.state === 'ended' ? /^v(\d+\.\d+\.\d+)/.exec(result.stdout)?.[1] : undefined;
  if (version === undefined) throw new BuildError(`--node-binary ${file}: this is not Node.js`);
  const wanted = majorVersion(plan.nodeVersion);
  if (majorVersion(version) === wanted) return;
  throw new BuildError(
    `--node-binary ${file}: this is Node.js ${version}, but the layer is built for ${wanted} (--node)`,
  );
}

function installedBinary({ architecture, nodeVersion }: BuildPlan): string | undefined {
  const folder = fileURLToPath(
    new URL(`../node_modules/node-linux-${architecture === 'x86_64' ? 'x64' : 'arm64'}/`, import.meta.url),
  );
  const binary = `${folder}bin/node`;
  if (!existsSync(binary)) return undefined;
  return JSON.parse(readFileSync(`${folder}package.json`, 'utf8')).version === nodeVersion ? binary : undefined;
}
