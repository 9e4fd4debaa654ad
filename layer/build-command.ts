import { readFile, stat } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { type Artifact, artifactTree, writeArtifactTree } from './artifact-tree.ts';
import { BuildError } from './build-error.ts';
import { type BuildPlan, majorVersion, readBuildPlan } from './build-plan.ts';
import { bundleRuntime } from './bundle.ts';
import { nodeBinary } from './node-binary.ts';
import { strippedBinary } from './strip.ts';

/** What a build has made. */
export interface BuiltLayer {
  /** Absolute path of the folder that holds what `/opt` holds. */
  readonly folder: string;
  /** Absolute path of the program that Lambda starts. */
  readonly bootstrap: string;
  readonly artifacts: readonly Artifact[];
}

/** The text of `snapboot build --help`. */
export const BUILD_HELP = `Usage: snapboot build [options]

Builds the layer: what /opt holds in Lambda when it is attached to a function on provided.al2023.
The files land in layer/build/<arch>, or in layer/build/<arch>-node26 with --node 26.

Options
  --arch x86_64|arm64   the function's architecture (default: that of this machine)
  --node 24|26          the line of Node.js (default: 24)
  --node-binary FILE    this Node.js binary instead of the pinned one
  -h, --help            this text

Examples
  snapboot build
  snapboot build --arch arm64 --node 26
`;

/**
 * The command line of the build.
 *
 * @param args what follows `snapboot build`
 * @throws BuildError with one line for the user
 */
export async function runBuildCommand(args: readonly string[]): Promise<void> {
  if (args.includes('--help') || args.includes('-h')) {
    process.stdout.write(BUILD_HELP);
    return;
  }
  const started = performance.now();
  const plan = readBuildPlan(args);
  const layer = await buildLayer(plan);
  process.stdout.write(await summary(plan, layer, (performance.now() - started) / 1000));
}

/**
 * Builds the layer of a plan. Done again without changes, it takes a fraction of a second.
 *
 * @throws BuildError when a part of it cannot be had or made
 */
export async function buildLayer(plan: BuildPlan): Promise<BuiltLayer> {
  const bootstrap = await bootstrapText(plan);
  const runtime = await bundleRuntime(plan.entry);
  const node = await strippedBinary(await nodeBinary(plan), plan);
  const artifacts = artifactTree({ bootstrap, runtime, nodeBinary: node });
  await writeArtifactTree(plan.outputFolder, artifacts);
  return { folder: plan.outputFolder, bootstrap: join(plan.outputFolder, 'bootstrap'), artifacts };
}

async function bootstrapText({ bootstrapScript, nodeVersion }: BuildPlan): Promise<string> {
  const script = await readFile(bootstrapScript, 'utf8').catch((cause) => {
    throw new BuildError(`${relative(process.cwd(), bootstrapScript)} cannot be read`, { cause });
  });
  return script.replaceAll('@NODE_MAJOR@', majorVersion(nodeVersion));
}

async function summary(plan: BuildPlan, layer: BuiltLayer, seconds: number): Promise<string> {
  const files = await Promise.all(layer.artifacts.map(({ path }) => fileLine(layer.folder, path)));
  const node = plan.nodeBinary === undefined ? plan.nodeVersion : majorVersion(plan.nodeVersion);
  return `${relative(process.cwd(), layer.folder)} for ${plan.architecture}, Node.js ${node} (${seconds.toFixed(1)} s)\n${files.join('')}`;
}

async function fileLine(folder: string, path: string): Promise<string> {
  const { size } = await stat(join(folder, path));
  const text = size < 1e6 ? `${(size / 1024).toFixed(1)} KB` : `${(size / 1024 / 1024).toFixed(1)} MB`;
  return `  ${path.padEnd(24)}${text.padStart(10)}\n`;
}
