import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { TestContext } from 'vitest';
import { buildLayer } from '../../layer/build-layer.ts';
import { type Architecture, readBuildPlan } from '../../layer/build-plan.ts';
import type { KernelLine } from '../../layer/micro-vm/debian-kernel.ts';
import { layerRoot } from '../../layer/micro-vm/layer-root.ts';
import { type MachineLambda, type MachineStart, startsInMachine } from '../../layer/micro-vm/machine-lambda.ts';
import { whyNoMicroVm } from '../../layer/micro-vm/micro-vm.ts';
import { takeImage } from '../../layer/process-image/take-image.ts';
import { PROGRAM } from './image-start.ts';
import { temporaryFolder } from './temporary-folder.ts';

const LIMIT_MS = 230_000;
const MEMORY_MB = 1024;
// As Lambda has them.
const OWN = { LANG: 'en_US.UTF-8', PATH: '/usr/local/bin:/usr/bin/:/bin:/opt/bin', TZ: ':UTC' };
const VARIABLES = {
  ...OWN,
  LAMBDA_TASK_ROOT: '/var/task',
  AWS_REGION: 'us-east-1',
  AWS_LAMBDA_FUNCTION_MEMORY_SIZE: '512',
  _HANDLER: 'index.handler',
};

/** An image that a machine is given. */
export interface MachineImage {
  readonly architecture: Architecture;
  /** Of the layer, without the image. */
  readonly layer: string;
  /** Path of the image. */
  readonly file: string;
}

/** What is told of the machine that functions are started in. */
export interface MachineSetting {
  readonly kernel?: KernelLine;
  readonly cpu?: string;
  /** `index.js`; by default it tells what the process runs. */
  readonly text?: string;
  readonly events?: number;
  readonly starts: MachineLambda['starts'];
}

/** What came of a start in a machine. */
export interface MachineAnswers extends Pick<MachineStart, 'stdout' | 'stderr' | 'initMs' | 'firstMs'> {
  readonly answers: readonly unknown[];
}

const taken = new Map<Architecture, Promise<MachineImage | string>>();

/** The image of a layer, taken in a machine, once for all tests of a file; skips the test where there is no machine. */
export async function machineImage(
  { skip }: TestContext,
  architecture: Architecture,
  folder: string,
): Promise<MachineImage> {
  const image = taken.get(architecture) ?? take(architecture, join(folder, architecture));
  taken.set(architecture, image);
  const found = await image;
  return typeof found === 'string' ? skip(found) : found;
}

async function take(architecture: Architecture, folder: string): Promise<MachineImage | string> {
  const reason = await whyNoMicroVm(architecture);
  if (reason !== undefined) return reason;
  const plan = readBuildPlan(['--arch', architecture, '--image', 'none', '--out', folder]);
  const { folder: layer } = await buildLayer(plan);
  await using taskRoot = await temporaryFolder();
  const of = { architecture, cacheFolder: plan.cacheFolder, layer, taskRoot: taskRoot.path, ground: 'vm' } as const;
  const image = await takeImage({ ...of, variables: OWN, settings: { kind: 'layer' } });
  if ('reason' in image) return image.reason;
  const file = join(folder, 'image');
  await writeFile(file, image.content);
  return { architecture, layer, file };
}

/** Starts a function in a machine, from an image if that can be, one start after the other. */
export async function startInMachine(
  { architecture, layer, file }: MachineImage,
  { kernel, cpu, text = `exports.handler = async () => ${PROGRAM};`, events = 1, starts }: MachineSetting,
): Promise<readonly MachineAnswers[]> {
  const ends = await startsInMachine({
    architecture,
    ...(kernel !== undefined && { kernel }),
    ...(cpu !== undefined && { cpu }),
    memoryMB: MEMORY_MB,
    limitMs: LIMIT_MS,
    files: [
      ...(await layerRoot(layer, architecture)),
      { kind: 'file', path: '/opt/snapboot/image', source: file },
      { kind: 'data', path: '/var/task/index.js', data: text },
    ],
    variables: VARIABLES,
    events: Array.from({ length: events }, (_, index) => JSON.stringify({ index })),
    starts,
  });
  return ends.map(({ calls, ...end }) => ({ ...end, answers: calls.map(({ body }) => JSON.parse(body)) }));
}
