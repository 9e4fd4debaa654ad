import { closeSync, existsSync, openSync, readFileSync, readSync, statSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { BuildError } from './build-error.ts';
import { type Architecture, type BuildPlan, hostArchitecture, majorVersion } from './build-plan.ts';
import { runCommand } from './command.ts';
import { fetchNodeBinary } from './node-package.ts';

// | 7F 45 4C 46 | … 14 B | machine 2 B, little-endian | …   (ELF header)
const ELF_MAGIC = 0x7f454c46;
const ELF_MACHINE_OFFSET = 18;
const ELF_MACHINES: Record<Architecture, number> = { x86_64: 62, arm64: 183 };

/**
 * Where the Node.js binary of this plan lies, symbols and all: the user's own, the one that npm installed for this
 * machine, or one fetched from the npm registry.
 *
 * @throws BuildError when it cannot be had or is not what the plan asks for
 */
export async function nodeBinary(plan: BuildPlan): Promise<string> {
  if (plan.nodeBinary !== undefined) return checkOwnBinary(plan.nodeBinary, plan);
  return installedBinary(plan) ?? (await fetchNodeBinary(plan.architecture, plan.nodeVersion, plan.cacheFolder));
}

async function checkOwnBinary(file: string, plan: BuildPlan): Promise<string> {
  if (!statSync(file, { throwIfNoEntry: false })?.isFile()) throw new BuildError(`--node-binary ${file}: no such file`);
  if (!isProgramFor(plan.architecture, file)) {
    throw new BuildError(`--node-binary ${file}: this is no Linux program for ${plan.architecture}`);
  }
  if (process.platform === 'linux' && plan.architecture === hostArchitecture()) await checkVersion(file, plan);
  return file;
}

function isProgramFor(architecture: Architecture, file: string): boolean {
  const header = Buffer.alloc(ELF_MACHINE_OFFSET + 2);
  const descriptor = openSync(file, 'r');
  readSync(descriptor, header);
  closeSync(descriptor);
  return header.readUInt32BE() === ELF_MAGIC && header.readUInt16LE(ELF_MACHINE_OFFSET) === ELF_MACHINES[architecture];
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
