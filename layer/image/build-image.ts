import { relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { BuildError } from '../build-error.ts';
import { buildLayer } from '../build-layer.ts';
import { type CommandResult, commandFault, runCommand } from '../command.ts';
import { say, withElapsedTime } from '../progress.ts';
import { snapbootVersion } from '../snapboot-version.ts';
import type { PlannedImage } from './image-plan.ts';
import type { ImageTool } from './image-tool.ts';

const REASON_LINES = 3;
// What the tools say where the base is concerned: Docker's BuildKit, then Podman and Buildah.
const BASE_FAULT = /failed to resolve source metadata|pull access denied|creating build container|initializing source/;
const SAFE_WORD = /^[\w@%+=:,./-]+$/;

// Provenance would make an index of the image, which Lambda refuses; loaded, it is where `docker push` finds it.
const BUILD: Record<ImageTool, readonly string[]> = {
  docker: ['buildx', 'build', '--provenance=false', '--load'],
  podman: ['build'],
  buildah: ['build'],
};

/**
 * Builds the layer and an image around it, and says by which command.
 *
 * @throws BuildError when a part of it cannot be had or made
 */
export async function buildImage(image: PlannedImage, tool: ImageTool): Promise<void> {
  const { slower } = await buildLayer(image.layer);
  if (slower !== undefined) say(slower);
  const args = imageBuildArguments(image, tool);
  say([tool, ...args].map(shellWord).join(' '));
  const result = await withElapsedTime(tool, runCommand(tool, args));
  if (result.state === 'missing' || result.code !== 0) throw new BuildError(imageFault(image, tool, result));
}

/** Paths start at the working directory, so that the line shown can be run again. */
function imageBuildArguments(image: PlannedImage, tool: ImageTool): readonly string[] {
  const { name, base, platform, nodeMajor } = image;
  const variables = { BASE: base, NODE_MAJOR: nodeMajor, VERSION: snapbootVersion() };
  return [
    ...BUILD[tool],
    ...['--platform', `linux/${platform}`],
    ...Object.entries(variables).flatMap(([variable, value]) => ['--build-arg', `${variable}=${value}`]),
    ...['--tag', name],
    ...['--file', fromHere('../../Dockerfile.al2023')],
    fromHere('../..'),
  ];
}

/** The tools write as they go: what went wrong stands at the end. */
function imageFault({ base, platform }: PlannedImage, tool: ImageTool, result: CommandResult): string {
  if (result.state === 'missing') return commandFault(tool, result);
  const lines = result.stderr.split('\n').filter((line) => line.trim() !== '');
  const error = lines.findLast((line) => /^error\b/i.test(line))?.replace(/^error:\s*/i, '');
  if (error !== undefined && BASE_FAULT.test(error)) {
    return `the base image ${base} cannot be pulled for linux/${platform} (--base takes another one): ${error}`;
  }
  return [`${tool} failed (exit ${result.code})`, ...(error === undefined ? lines.slice(-REASON_LINES) : [error])].join(
    ': ',
  );
}

function fromHere(path: string): string {
  return relative(process.cwd(), fileURLToPath(new URL(path, import.meta.url))) || '.';
}

function shellWord(word: string): string {
  return SAFE_WORD.test(word) ? word : `'${word.replaceAll("'", String.raw`'\''`)}'`;
}
