import { BuildError } from './build-error.ts';

const HELP = `Usage: snapboot image build [options]

Builds the container base image: the layer in AWS's image for provided.al2023, one image for each architecture. It takes
Docker, Podman or Buildah, the first of them that works here, and prints the command that it runs.

Options
  --arch x86_64|arm64|all        the function's architecture (default: that of this machine)
  --node 24|26                   the line of Node.js (default: 24)
  --image own|none               whether functions start from a process image (default: own, where one can be taken)
  --tag NAME                     the image's name; the architecture is added to its tag (default: snapboot:24)
  --base IMAGE                   the image to build on (default: public.ecr.aws/lambda/provided:al2023)
  --tool docker|podman|buildah   this one only
  -h, --help                     this text

Examples
  snapboot image build
  snapboot image build --arch all --node 26 --tag registry.example/snapboot:26
`;

/**
 * The command line of the container base image.
 *
 * @param args what follows `snapboot image`
 * @throws BuildError with one line for the user
 */
export async function runImageCommand([name, ...args]: readonly string[]): Promise<void> {
  if (name === undefined || [name, ...args].some((arg) => arg === '--help' || arg === '-h')) {
    process.stdout.write(HELP);
    return;
  }
  if (name !== 'build') throw new BuildError(`unknown command image ${name}; there is build: snapboot image --help`);
  await build(args);
}

async function build(args: readonly string[]): Promise<void> {
  const { readImagePlan } = await import('./image/image-plan.ts');
  const { findImageTool } = await import('./image/image-tool.ts');
  const { buildImage } = await import('./image/build-image.ts');
  const plan = readImagePlan(args);
  const tool = await findImageTool(plan.tool);
  for (const image of plan.images) {
    const started = performance.now();
    await buildImage(image, tool);
    const seconds = ((performance.now() - started) / 1000).toFixed(1);
    const { architecture, nodeVersion } = image.layer;
    process.stdout.write(`${image.name} for ${architecture}, Node.js ${nodeVersion} (${seconds} s)\n`);
  }
}
