import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { BuildError } from './build-error.ts';

/** Processor architectures under Lambda's names for them. */
export const ARCHITECTURES = ['x86_64', 'arm64'] as const;

/** One of Lambda's architecture names. */
export type Architecture = (typeof ARCHITECTURES)[number];

/** `launcher` is a small program, which has the pages read that Node.js will need; `sh` is a script, which does not. */
export const BOOTSTRAP_KINDS = ['launcher', 'sh'] as const;

/** What Lambda starts. */
export type BootstrapKind = (typeof BOOTSTRAP_KINDS)[number];

/** Whether a layer has a process image. */
export const LAYER_IMAGE_KINDS = ['own', 'none'] as const;

/** Whether a layer has a process image. */
export type LayerImageKind = (typeof LAYER_IMAGE_KINDS)[number];

/** Where a process is made whose image is taken: `here`, in bubblewrap; `vm`, in a virtual machine; whichever there is. */
export const IMAGE_GROUNDS = ['auto', 'here', 'vm'] as const;

/** Where a process is made whose image is taken. */
export type ImageGroundKind = (typeof IMAGE_GROUNDS)[number];

/** Everything one build needs to know; paths are absolute. */
export interface BuildPlan {
  readonly architecture: Architecture;
  /** Exact version of the Node.js that goes into the layer, such as `24.21.0`. */
  readonly nodeVersion: string;
  /** A Node.js binary of the user's own instead of the pinned one. */
  readonly nodeBinary?: string;
  /** A `libatomic.so.1` of the user's own instead of the pinned one, for a Node.js that needs one. */
  readonly libatomic?: string;
  /** The module that the bundle starts with. */
  readonly entry: string;
  /** The module that becomes a file of its own, for the stacks of built functions. */
  readonly stacks: string;
  /** What becomes `/opt/bootstrap`. */
  readonly bootstrapKind: BootstrapKind;
  /** `own`: the layer has a process image, from which functions start that have none of their own. */
  readonly image: LayerImageKind;
  /** Where that is taken. */
  readonly imageGround: ImageGroundKind;
  /** The script that does, where it is not the launcher. */
  readonly bootstrapScript: string;
  /** Fetched and stripped binaries are kept here between builds. */
  readonly cacheFolder: string;
  /** Holds exactly what `/opt` holds when the layer is attached. */
  readonly outputFolder: string;
  /** The zip lands here. */
  readonly archiveFolder: string;
  /** What the user has given as --out, for errors. */
  readonly outOption?: string;
}

/** The pinned version of each supported Node.js line; the first is the default. */
export const NODE_VERSIONS = { 24: '24.21.0', 26: '26.10.0' } as const;

const DEFAULT_MAJOR = 24;
const ALL_ARCHITECTURES = 'all';
const root = fileURLToPath(new URL('..', import.meta.url));

/** Where builds land unless an option says otherwise. */
export const LAYER_FOLDER: string = join(root, 'layer');

/** The options of `snapboot layer build`, for node:util's parseArgs. */
export const BUILD_OPTIONS = {
  arch: { type: 'string' },
  node: { type: 'string' },
  bootstrap: { type: 'string' },
  image: { type: 'string' },
  'image-ground': { type: 'string' },
  out: { type: 'string' },
  'node-binary': { type: 'string' },
  libatomic: { type: 'string' },
  sdk: { type: 'string' },
  help: { type: 'boolean', short: 'h' },
} as const;

/**
 * Reads the plan from command line arguments and checks it.
 *
 * @throws BuildError for a value that cannot be built, the TypeError of parseArgs for an unknown option
 */
export function readBuildPlan(args: readonly string[]): BuildPlan {
  const { values } = parseArgs({ args: [...args], options: BUILD_OPTIONS });
  const architecture = values.arch === undefined ? hostArchitecture() : readArchitecture(values.arch);
  const major = readMajor(values.node);
  const bootstrapKind = readChoice('bootstrap', BOOTSTRAP_KINDS, values.bootstrap ?? 'launcher');
  const image = readChoice('image', LAYER_IMAGE_KINDS, values.image ?? 'own');
  const folder = values.out === undefined ? LAYER_FOLDER : resolve(values.out);
  return {
    architecture,
    nodeVersion: NODE_VERSIONS[major],
    ...(values['node-binary'] !== undefined && { nodeBinary: values['node-binary'] }),
    ...(values.libatomic !== undefined && { libatomic: values.libatomic }),
    entry: `${root}bootstrap/cold-boot.ts`,
    stacks: `${root}runtime/errors/stack-format.ts`,
    bootstrapKind,
    image,
    imageGround: readChoice('image-ground', IMAGE_GROUNDS, values['image-ground'] ?? 'auto'),
    bootstrapScript: `${root}bootstrap/bootstrap.sh`,
    cacheFolder: join(LAYER_FOLDER, 'cache'),
    outputFolder: join(folder, 'build', [architecture, ...variantOf(major, bootstrapKind, image)].join('-')),
    archiveFolder: join(folder, 'dist'),
    ...(values.out !== undefined && { outOption: values.out }),
  };
}

function variantOf(major: number, bootstrapKind: BootstrapKind, image: LayerImageKind): readonly string[] {
  const line = major === DEFAULT_MAJOR ? [] : [`node${major}`];
  if (bootstrapKind !== 'launcher') return [...line, bootstrapKind];
  return image === 'own' ? line : [...line, 'no-image'];
}

/**
 * Reads as many plans as the command line asks for: `--arch all` is one for each architecture.
 *
 * @throws as {@link readBuildPlan} does
 */
export function readBuildPlans(args: readonly string[]): readonly BuildPlan[] {
  const { values } = parseArgs({ args: [...args], options: BUILD_OPTIONS });
  if (values.arch !== ALL_ARCHITECTURES) return [readBuildPlan(args)];
  const binary = (['node-binary', 'libatomic'] as const).find((name) => values[name] !== undefined);
  if (binary !== undefined) {
    throw new BuildError(`--arch ${ALL_ARCHITECTURES}: the file of --${binary} is for one of them only`);
  }
  return ARCHITECTURES.map((architecture) => readBuildPlan([...args, '--arch', architecture]));
}

/**
 * The architecture of this machine.
 *
 * @throws BuildError where Lambda has no such processors
 */
export function hostArchitecture(): Architecture {
  if (process.arch === 'x64') return 'x86_64';
  if (process.arch === 'arm64') return 'arm64';
  throw new BuildError(`Lambda has no ${process.arch} processors: choose one with --arch ${ARCHITECTURES.join('|')}`);
}

/** `24` of `24.21.0`. */
export function majorVersion(nodeVersion: string): string {
  return nodeVersion.split('.', 1).join();
}

function readArchitecture(text: string): Architecture {
  const architecture = ARCHITECTURES.find((name) => name === text);
  if (architecture === undefined) {
    throw new BuildError(`--arch ${text}: Lambda's architectures are ${ARCHITECTURES.join(' and ')}`);
  }
  return architecture;
}

/**
 * Reads the value of an option that has a few.
 *
 * @throws BuildError for another one, with those that there are
 */
export function readChoice<T extends string>(option: string, choices: readonly T[], text: string): T {
  const choice = choices.find((name) => name === text);
  if (choice === undefined) throw new BuildError(`--${option} ${text}: it is one of ${choices.join(', ')}`);
  return choice;
}

/**
 * Reads the value of --node.
 *
 * @throws BuildError for a line that there is no layer for
 */
export function readMajor(text: string = String(DEFAULT_MAJOR)): keyof typeof NODE_VERSIONS {
  if (text === '24') return 24;
  if (text === '26') return 26;
  throw new BuildError(`--node ${text}: the layer is built for Node.js ${Object.keys(NODE_VERSIONS).join(' or ')}`);
}
