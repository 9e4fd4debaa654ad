import { existsSync, statSync } from 'node:fs';
import { basename, dirname, extname, join, relative, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { BuildError } from '../build-error.ts';
import { type BuildPlan, IMAGE_GROUNDS, type ImageGroundKind, readBuildPlan, readChoice } from '../build-plan.ts';
import type { ImageNetwork } from '../process-image/image-ground.ts';
import type { SampleEvent } from './compile/training-run.ts';
import { TRIAL_SIZES } from './function-trials.ts';
import { readEvent, readMemory, readTrials, readVariable } from './sample-options.ts';

/** What `snapboot function build` was asked to do; paths are absolute. */
export interface FunctionBuildOptions {
  /** The handler's module. */
  readonly entry: string;
  /** The project: the nearest folder with a package.json, or that of the entry. */
  readonly root: string;
  /** What the function is called. */
  readonly name: string;
  /** Such as `index.handler`, in the built function. */
  readonly handler: string;
  readonly outputFolder: string;
  readonly mode: 'plain' | 'compiled';
  /** Whether its modules become one file. */
  readonly bundle: boolean;
  /** Whether it is to start from a process image: of one that has loaded it, or has answered the events as well. */
  readonly image: 'none' | 'clean' | 'primed';
  /** Where the image is taken. */
  readonly imageGround: ImageGroundKind;
  /** What it reaches while it is put into an image. */
  readonly network: ImageNetwork;
  /** Packages that may draw randomness while they are put into an image; `.` is the function itself. */
  readonly allowRandom: readonly string[];
  readonly events: readonly SampleEvent[];
  /** What the function finds in its environment while it is built. */
  readonly variables: Readonly<Record<string, string>>;
  readonly external: readonly string[];
  /** Starts that are measured; 0 for none. */
  readonly trials: number;
  /** Sizes of memory that they are measured with, in MB. */
  readonly sizes: readonly number[];
  /** The layer that it will run on. */
  readonly layer: BuildPlan;
}

const DEFAULT_TRIALS = 10;
const SOURCES = ['.ts', '.mts', '.cts', '.js', '.mjs', '.cjs'];

/** The text of `snapboot function build --help`. */
export const FUNCTION_BUILD_HELP: string = `Usage: snapboot function build ENTRY [options]

Makes a folder and a zip of a function that starts faster: its modules as one file, and what V8 has compiled of it. ENTRY
is the handler's module, or a folder with an index file. The function is started, and run with sample events; what they
need is compiled and loaded ahead. The folder runs on snapboot's layer, and as a plain bundle on any Node.js runtime.

Options
  --event FILE              a sample event, as JSON; can be repeated, they run in this order, - is stdin
  --env NAME[=VALUE]        a variable for that; without a value that of this shell; can be repeated
  --handler NAME            the export that is called (default: handler)
  --external PACKAGE        leave a package as it is, beside the bundle; can be repeated
  --plain                   bundle only
  --image                   start from the image of a process that has loaded the function
  --primed                  the same, of a process that has answered the sample events as well
  --no-bundle               leave its modules as they are, for an image
  --image-ground auto|here|vm
                            where it is taken: on this machine, or in a virtual one with the processor that fits all of
                            Lambda's, and without a network (default: here where that can be)
  --network host            what is put into an image reaches this machine's network (default: none)
  --allow-random PACKAGE    it may draw randomness while it is loaded for that, . is the function; can be repeated
  --trials N                starts to be measured of each, 0 for none (default: ${DEFAULT_TRIALS})
  --memory MB               the function's size, to measure with; can be repeated (default: ${TRIAL_SIZES.join(' and ')})
  --arch x86_64|arm64       the function's architecture (default: that of this machine)
  --node 24|26              the line of Node.js (default: 24)
  --out DIR                 where to; the zip lies beside it (default: dist/NAME, after the entry)
  -h, --help                this text

Examples
  snapboot function build src/orders.ts --event events/order.json
  snapboot function build src/orders.ts --env TABLE=orders --arch arm64 --out build/orders
`;

const OPTIONS = {
  event: { type: 'string', multiple: true, default: [] as string[] },
  env: { type: 'string', multiple: true, default: [] as string[] },
  handler: { type: 'string', default: 'handler' },
  external: { type: 'string', multiple: true, default: [] as string[] },
  plain: { type: 'boolean', default: false },
  image: { type: 'boolean', default: false },
  primed: { type: 'boolean', default: false },
  'image-ground': { type: 'string', default: 'auto' },
  network: { type: 'string', default: 'none' },
  'no-bundle': { type: 'boolean', default: false },
  'allow-random': { type: 'string', multiple: true, default: [] as string[] },
  trials: { type: 'string', default: String(DEFAULT_TRIALS) },
  memory: { type: 'string', multiple: true, default: TRIAL_SIZES.map(String) },
  arch: { type: 'string' },
  node: { type: 'string' },
  out: { type: 'string' },
} as const;

/**
 * Reads what follows `snapboot function build`.
 *
 * @throws BuildError for what cannot be built, the TypeError of parseArgs for an unknown option
 */
export function readFunctionBuildOptions(args: readonly string[]): FunctionBuildOptions {
  const { values, positionals } = parseArgs({ args: [...args], options: OPTIONS, allowPositionals: true });
  const image = readImage(values);
  const bundle = !values['no-bundle'];
  if (!bundle && image === 'none') throw new BuildError('--no-bundle: it takes --image or --primed');
  if (values.plain && image !== 'none') throw new BuildError('--plain and --image: give one of them');
  const entry = readEntry(positionals);
  const name = nameOf(entry);
  const root = projectOf(entry);
  const module = bundle ? 'index' : relative(root, entry).slice(0, -extname(entry).length);
  return {
    entry,
    root,
    name,
    handler: `${module}.${values.handler}`,
    bundle,
    outputFolder: resolve(values.out ?? join('dist', name)),
    mode: values.plain ? 'plain' : 'compiled',
    image,
    imageGround: readChoice('image-ground', IMAGE_GROUNDS, values['image-ground']),
    network: readNetwork(values.network),
    allowRandom: values['allow-random'],
    events: values.event.map(readEvent),
    variables: Object.fromEntries(values.env.map(readVariable)),
    external: values.external,
    trials: readTrials(values.trials),
    sizes: values.memory.map(readMemory),
    layer: readBuildPlan([...option('--arch', values.arch), ...option('--node', values.node)]),
  };
}

function readImage({
  image,
  primed,
}: {
  readonly image: boolean;
  readonly primed: boolean;
}): 'none' | 'clean' | 'primed' {
  if (primed) return 'primed';
  return image ? 'clean' : 'none';
}

function readNetwork(text: string): ImageNetwork {
  if (text === 'none' || text === 'host') return text;
  throw new BuildError(`--network ${text}: it is none or host`);
}

function readEntry([path, ...others]: readonly string[]): string {
  if (path === undefined) throw new BuildError('function build: which function? give the file of its handler');
  if (others.length > 0) throw new BuildError(`one ENTRY at a time: what is ${others[0]}?`);
  const found = statSync(path, { throwIfNoEntry: false });
  if (found === undefined) throw new BuildError(`${path}: no such file or folder`);
  if (!found.isDirectory()) return resolve(path);
  const index = SOURCES.map((extension) => resolve(path, `index${extension}`)).find((file) => existsSync(file));
  if (index === undefined) throw new BuildError(`${path}: there is no index${SOURCES.join(', index')} in it`);
  return index;
}

/** The file's own name, or that of its folder. */
function nameOf(entry: string): string {
  const own = basename(entry, extname(entry));
  return (own === 'index' ? basename(dirname(entry)) : own).replaceAll(/[^\w-]+/g, '-');
}

function projectOf(entry: string): string {
  let folder = dirname(entry);
  while (!existsSync(join(folder, 'package.json'))) {
    const parent = dirname(folder);
    if (parent === folder) return dirname(entry);
    folder = parent;
  }
  return folder;
}

function option(name: string, value: string | undefined): string[] {
  return value === undefined ? [] : [name, value];
}
