import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { TestContext } from 'vitest';
import { buildLayer } from '../../layer/build-layer.ts';
import { type Architecture, readBuildPlan } from '../../layer/build-plan.ts';
import type { KernelLine } from '../../layer/micro-vm/debian-kernel.ts';
import { layerRoot } from '../../layer/micro-vm/layer-root.ts';
import { runInMicroVm, whyNoMicroVm } from '../../layer/micro-vm/micro-vm.ts';
import { takeImage } from '../../layer/process-image/take-image.ts';
import { PROGRAM } from './image-start.ts';
import { temporaryFolder } from './temporary-folder.ts';

const LIMIT_MS = 230_000;
const MEMORY_MB = 1024;
const STARTS = fileURLToPath(new URL('../fixtures/machines/starts.cjs', import.meta.url));
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
  readonly starts: readonly {
    /** Before it, as the machine counts time: that takes none. */
    readonly waitMs: number;
    /** Beside the usual ones. */
    readonly env?: Readonly<Record<string, string>>;
  }[];
}

/** What came of a start in a machine. */
export interface MachineStart {
  readonly answers: readonly unknown[];
  readonly stdout: string;
  readonly stderr: string;
  /** From the start until the first event was asked for, and from that until it was answered; counted. */
  readonly initMs: number;
  readonly firstMs: number;
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
): Promise<readonly MachineStart[]> {
  const told = { variables: VARIABLES, events: Array.from({ length: events }, (_, index) => ({ index })), starts };
  const { outputs, console } = await runInMicroVm({
    architecture,
    ...(kernel !== undefined && { kernel }),
    ...(cpu !== undefined && { cpu }),
    memoryMB: MEMORY_MB,
    clock: 'counted',
    files: [
      ...(await layerRoot(layer, architecture)),
      { kind: 'file', path: '/opt/snapboot/image', source: file },
      { kind: 'data', path: '/var/task/index.js', data: text },
      { kind: 'file', path: '/test/starts.cjs', source: STARTS },
      { kind: 'data', path: '/test/starts.json', data: JSON.stringify(told) },
    ],
    command: ['/opt/bin/node', '/test/starts.cjs'],
    outputs: ['/test/ends.json'],
    limitMs: LIMIT_MS,
  });
  const ends = outputs.get('/test/ends.json');
  if (ends === undefined) throw new Error(console);
  return JSON.parse(String(ends));
}
