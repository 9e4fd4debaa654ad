import { relative } from 'node:path';
import { parseArgs } from 'node:util';
import { BUILD_OPTIONS, type BuildPlan, readBuildPlans } from './build-plan.ts';
import { buildArchive, type LayerArchive } from './layer-archive.ts';
import { fileSize, megabytes } from './layer-size.ts';
import { buildSdkArchives, type SdkArchive } from './sdk/sdk-archive.ts';
import { withSdkChoice } from './sdk/sdk-choice.ts';
import { readSdkPlan } from './sdk/sdk-plan.ts';

/** The text of `snapboot layer build --help`. */
export const BUILD_HELP = `Usage: snapboot layer build [options]

Builds the layer: what /opt holds in Lambda when it is attached to a function on provided.al2023. It lands twice, unpacked
in layer/build/<arch> (layer/build/<arch>-node26 with --node 26) and as what is published, in
layer/dist/snapboot-node<line>-<arch>.zip. The .json beside the zip says what is in it. Two builds make the same bytes.

Options
  --arch x86_64|arm64|all   the function's architecture (default: that of this machine)
  --node 24|26              the line of Node.js (default: 24)
  --bootstrap launcher|sh   what Lambda starts: a small program, which has what Node.js needs read ahead, or a script of
                            the shell (default: the launcher; the script where there is no compiler)
  --image own|none          whether functions start from a process image: a Node.js that is up (default: own, where one
                            can be taken)
  --image-ground auto|here|vm
                            where that image is taken: in bubblewrap on this machine, or in a virtual machine that QEMU
                            emulates with the processor of a Haswell or a Graviton2, so that it fits every machine of
                            Lambda's (default: here where that can be, else in a virtual machine, which takes minutes)
  --out DIR                 a folder for build/ and dist/ instead of layer/
  --node-binary FILE        this Node.js binary instead of the pinned one
  --libatomic FILE          this libatomic.so.1 instead of the pinned one, where Node.js needs one (26 does)
  --sdk [all|common|NAMES]  build a second layer as well, with the AWS SDK for JavaScript that managed Node.js brings:
                            all packages (default), those that are used most, or names between commas; with a process
                            image of the clients that are used most, where one can be taken: for the architecture in
                            layer/dist/snapboot-sdk-<arch>-node<line>.zip, otherwise for both in snapboot-sdk-node<line>.zip;
                            unpacked in layer/build/sdk-<arch>-node<line> or sdk-node<line>
  -h, --help                this text

Examples
  snapboot layer build
  snapboot layer build --arch all --node 26
  snapboot layer build --sdk @aws-sdk/client-dynamodb,@aws-sdk/lib-dynamodb
`;

/**
 * The command line of the build.
 *
 * @param args what follows `snapboot layer build`
 * @throws BuildError with one line for the user
 */
export async function runBuildCommand(args: readonly string[]): Promise<void> {
  if (args.includes('--help') || args.includes('-h')) {
    process.stdout.write(BUILD_HELP);
    return;
  }
  const commandLine = withSdkChoice(args);
  const plans = readBuildPlans(commandLine);
  const { values } = parseArgs({ args: [...commandLine], options: BUILD_OPTIONS });
  const sdkPlan = values.sdk === undefined ? undefined : readSdkPlan(values);
  for (const plan of plans) {
    const started = performance.now();
    const archive = await buildArchive(plan);
    process.stdout.write(summary(plan, archive, (performance.now() - started) / 1000));
  }
  if (sdkPlan === undefined) return;
  const started = performance.now();
  for (const archive of await buildSdkArchives(sdkPlan, plans)) {
    process.stdout.write(sdkSummary(archive, (performance.now() - started) / 1000));
  }
}

function summary(plan: BuildPlan, archive: LayerArchive, seconds: number): string {
  const { versions, files } = archive.manifest;
  const lines = [
    `${shortPath(archive.zipFile)} for ${plan.architecture}, Node.js ${versions.node} (${seconds.toFixed(1)} s)`,
    `  ${megabytes(archive.bytes)}, SHA-256 ${archive.sha256}`,
    shortPath(plan.outputFolder),
    ...files.map(({ path, bytes }) => `  ${path.padEnd(24)}${fileSize(bytes).padStart(10)}`),
  ];
  return `${lines.join('\n')}\n`;
}

function sdkSummary(archive: SdkArchive, seconds: number): string {
  const { sdkVersion, manifest, nodeMajor, folder, architecture } = archive;
  const image = architecture === undefined ? '' : `, with an image for ${architecture}`;
  const lines = [
    `${shortPath(archive.zipFile)}, AWS SDK ${sdkVersion} for Node.js ${nodeMajor}${image} (${seconds.toFixed(1)} s)`,
    `  ${megabytes(archive.bytes)}, SHA-256 ${archive.sha256}`,
    shortPath(folder),
    `  ${manifest.packages.length} packages, ${megabytes(manifest.unpackedBytes)}`,
  ];
  return `${lines.join('\n')}\n`;
}

function shortPath(path: string): string {
  const fromHere = relative(process.cwd(), path);
  return fromHere.startsWith('..') ? path : fromHere;
}
