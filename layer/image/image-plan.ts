import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { BuildError } from '../build-error.ts';
import { type Architecture, type BuildPlan, majorVersion, readBuildPlans } from '../build-plan.ts';
import { IMAGE_TOOLS, type ImageTool } from './image-tool.ts';

/** One image that is to be built. */
export interface PlannedImage {
  /** With its tag, such as `snapboot:24-x86_64`. */
  readonly name: string;
  /** The name of the image that it is built on. */
  readonly base: string;
  /** The images' name for the architecture: `amd64` or `arm64`. */
  readonly platform: string;
  /** `24` or `26`. */
  readonly nodeMajor: string;
  /** What goes into it, in the folder from which it is copied. */
  readonly layer: BuildPlan;
}

/** Everything that one `snapboot image build` makes. */
export interface ImagePlan {
  readonly images: readonly PlannedImage[];
  /** The only tool that the user allows. */
  readonly tool?: ImageTool;
}

const AWS_BASE = 'public.ecr.aws/lambda/provided:al2023';
const PLATFORMS: Record<Architecture, string> = { x86_64: 'amd64', arm64: 'arm64' };
// [registry[:port]/]path[:tag]
const IMAGE_NAME = /^(?<path>(?:[\w.-]+(?::\d+)?\/)?[a-z\d]+(?:[._/-]+[a-z\d]+)*)(?::(?<tag>\w[\w.-]{0,99}))?$/;
const CONTEXT_FOLDER = fileURLToPath(new URL('../build/image', import.meta.url));

const OPTIONS = {
  arch: { type: 'string' },
  node: { type: 'string' },
  image: { type: 'string' },
  tag: { type: 'string' },
  base: { type: 'string' },
  tool: { type: 'string' },
} as const;

/**
 * Reads the plan from command line arguments and checks it.
 *
 * @param args what follows `snapboot image build`
 * @throws BuildError for a value that cannot be built, the TypeError of parseArgs for an unknown option
 */
export function readImagePlan(args: readonly string[]): ImagePlan {
  const { values } = parseArgs({ args: [...args], options: OPTIONS });
  const { arch, node, image, tag = 'snapboot', base = AWS_BASE, tool } = values;
  const layerArgs = Object.entries({ arch, node, image }).flatMap(([name, value]) =>
    value === undefined ? [] : [`--${name}`, value],
  );
  if (base === '') throw new BuildError('--base: the image has no name');
  return {
    images: readBuildPlans(layerArgs).map((layer) => planImage(layer, tag, base)),
    ...(tool !== undefined && { tool: readTool(tool) }),
  };
}

function planImage(layer: BuildPlan, tag: string, base: string): PlannedImage {
  const platform = PLATFORMS[layer.architecture];
  const nodeMajor = majorVersion(layer.nodeVersion);
  const outputFolder = join(CONTEXT_FOLDER, `${platform}-node${nodeMajor}`);
  const name = imageName(tag, nodeMajor, layer.architecture);
  return { name, base, platform, nodeMajor, layer: { ...layer, outputFolder } };
}

/** Lambda takes no image of several architectures: each has a tag of its own, as AWS's base images have. */
function imageName(name: string, nodeMajor: string, architecture: Architecture): string {
  const { path, tag = nodeMajor } = IMAGE_NAME.exec(name)?.groups ?? {};
  if (path !== undefined) return `${path}:${tag}-${architecture}`;
  throw new BuildError(`--tag ${name}: an image is named like snapboot or registry.example/snapboot:24`);
}

function readTool(text: string): ImageTool {
  const tool = IMAGE_TOOLS.find((name) => name === text);
  if (tool === undefined) throw new BuildError(`--tool ${text}: images are built by ${IMAGE_TOOLS.join(', ')}`);
  return tool;
}
