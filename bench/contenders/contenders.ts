import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Absence } from '../../layer/absence.ts';
import { buildLayer } from '../../layer/build-layer.ts';
import { readBuildPlan } from '../../layer/build-plan.ts';
import { IMAGE_NOT_USED } from '../../layer/process-image/image-format.ts';
import { BenchError } from '../bench-error.ts';
import { bareWorkload, sdkLayer } from '../packaged-workload.ts';
import type { Progress } from '../progress.ts';
import { buildTransport } from '../transports/build-transport.ts';
import { TRANSPORTS } from '../transports/transports.ts';
import { whyNotAtTaskRoot } from './at-task-root.ts';
import type { ContenderEntry, Ground, PreparedContender } from './contender.ts';
import type { BuiltMode } from './function-builder.ts';
import { heapFlags } from './heap-flags.ts';
import { BUN_FOLDER, installBun, installOfficialClient, OFFICIAL_CLIENT_FOLDER } from './install-rivals.ts';
import { UnsuitedError } from './unsuited-error.ts';
import { userContender } from './user-contender.ts';

const BARE_LOOP = fileURLToPath(new URL('bare-loop.cjs', import.meta.url));
const HANDLER_LOOP = fileURLToPath(new URL('handler-loop.cjs', import.meta.url));

/** All contenders, in the order of the report. */
export const CONTENDERS: readonly ContenderEntry[] = [
  {
    name: 'bare',
    about: 'the floor: Node.js with a script that opens a socket and asks for an event, without a handler',
    prepare: async ({ node, nodeVersion }) => ({
      command: [node, BARE_LOOP],
      files: [node, BARE_LOOP],
      version: nodeVersion,
      echoes: true,
    }),
  },
  {
    name: 'node-loop',
    about: 'such a script that runs the handler, and nothing else that a runtime does; only when named',
    onRequest: true,
    prepare: async ({ node, nodeVersion }) => ({
      command: [node, HANDLER_LOOP],
      files: [node, HANDLER_LOOP],
      version: nodeVersion,
      echoes: false,
    }),
  },
  {
    name: 'snapboot',
    about: 'the layer of this checkout with its process image, built first; the function is as it is',
    prepare: async ({ bootstrap, nodeVersion }) => ({
      command: [bootstrap],
      files: [dirname(bootstrap)],
      version: nodeVersion,
      echoes: false,
      unlessSaid: IMAGE_NOT_USED,
    }),
  },
  {
    name: 'snapboot-no-image',
    about: 'the layer without a process image: Node.js starts; only when named',
    onRequest: true,
    prepare: async ({ nodeVersion }) => {
      const { folder, bootstrap } = await buildLayer(readBuildPlan(['--image', 'none']));
      return { command: [bootstrap], files: [folder], version: nodeVersion, echoes: false };
    },
  },
  {
    name: 'snapboot-shell',
    about: 'the same layer, started by the script of the shell, which has nothing read ahead; only when named',
    onRequest: true,
    prepare: async ({ nodeVersion }) => {
      const { folder, bootstrap } = await buildLayer(readBuildPlan(['--bootstrap', 'sh']));
      return { command: [bootstrap], files: [folder], version: nodeVersion, echoes: false };
    },
  },
  {
    name: 'snapboot-direct',
    about: 'the same layer, its Node.js started with the runtime and no bootstrap before it; only when named',
    onRequest: true,
    prepare: async ({ node, bootstrap, nodeVersion }) => {
      const runtime = join(dirname(bootstrap), 'snapboot/runtime.cjs');
      const files = [dirname(bootstrap)];
      return { command: [node, runtime], flags: heapFlags, files, version: nodeVersion, echoes: false };
    },
  },
  {
    name: 'snapboot-plain',
    about: 'the same layer with the bundle of `snapboot function build --plain`; only when named',
    onRequest: true,
    prepare: (ground, progress) => prepareBuilt('plain', ground, progress),
  },
  {
    name: 'snapboot-compiled',
    about: 'the same layer with what `snapboot function build` makes of the function’s sources, trained with its event',
    prepare: (ground, progress) => prepareBuilt('compiled', ground, progress),
  },
  {
    name: 'snapboot-image',
    about:
      'the same, from the image of a process that has loaded the function; as root; only when named, or with --full',
    onRequest: true,
    prepare: (ground, progress) => prepareImage('image', ground, progress),
  },
  {
    name: 'snapboot-primed',
    about: 'the same, of a process that has answered the event as well; as root; only when named, or with --full',
    onRequest: true,
    prepare: (ground, progress) => prepareImage('image primed', ground, progress),
  },
  {
    name: 'snapboot-sdk',
    about: 'the layer beside that of the AWS SDK, whose image has clients in it; as root, for sdk, and only when named',
    onRequest: true,
    prepare: prepareSdk,
  },
  ...TRANSPORTS.map(({ name, about }) => ({
    name,
    about,
    onRequest: true,
    prepare: (ground: Ground) => buildTransport(name, ground),
  })),
  {
    name: 'aws-lambda-ric',
    about:
      'the official runtime interface client 4.x with its native part and Lambda’s own heap flags, installed on first use',
    prepare: async (ground, progress) => {
      const reason = await installOfficialClient(progress);
      return reason === undefined ? officialClient(ground) : { reason };
    },
  },
  {
    name: 'bun',
    about: 'the script of node-loop on Bun, which is not Node.js; installed on first use',
    prepare: async (_ground, progress) => {
      const reason = await installBun(progress);
      if (reason !== undefined) return { reason };
      const program = join(BUN_FOLDER, 'bin/bun');
      const version = `Bun ${packageVersion(BUN_FOLDER)}`;
      return { command: [program, HANDLER_LOOP], files: [program, HANDLER_LOOP], version, echoes: false };
    },
  },
];

/**
 * The entries of these names, in the order of the report, then those of the form `NAME=COMMAND`; without any, all that
 * need not be named.
 *
 * @throws BenchError for a name that is not known, or not new
 */
export function chooseContenders(options: readonly string[]): readonly ContenderEntry[] {
  if (options.length === 0) return CONTENDERS.filter(({ onRequest }) => onRequest !== true);
  const users = options.filter((option) => option.includes('=')).map((option) => userContender(option));
  const names = options.filter((option) => !option.includes('='));
  const known = CONTENDERS.map(({ name }) => name);
  const unknown = names.find((name) => !known.includes(name));
  if (unknown !== undefined)
    throw new BenchError(`--contender ${unknown}: there are ${known.join(', ')}, NAME=COMMAND`);
  const taken = users.find(({ name }, index) =>
    [...known, ...users.slice(0, index).map((each) => each.name)].includes(name),
  );
  if (taken !== undefined) throw new BenchError(`--contender ${taken.name}=…: there is one of that name`);
  return [...CONTENDERS.filter(({ name }) => names.includes(name)), ...users];
}

/** The official client where it is installed, started as Lambda's own runtimes start it. */
export function officialClient(
  { node, nodeVersion }: Ground,
  folder: string = OFFICIAL_CLIENT_FOLDER,
): PreparedContender {
  const version = `${packageVersion(folder)} on ${nodeVersion}`;
  const command = [node, join(folder, 'index.mjs')] as const;
  return { command, flags: heapFlags, files: [node, folder], version, echoes: false };
}

async function prepareBuilt(mode: BuiltMode, ground: Ground, progress: Progress): Promise<PreparedContender> {
  const { bootstrap, nodeVersion: version } = ground;
  // Brings in all that builds functions.
  const { functionBuilder } = await import('./function-builder.ts');
  const build = functionBuilder({ mode, ground, progress });
  return { command: [bootstrap], files: [dirname(bootstrap)], version, echoes: false, build };
}

async function prepareImage(
  mode: Extract<BuiltMode, 'image' | 'image primed'>,
  ground: Ground,
  progress: Progress,
): Promise<PreparedContender | Absence> {
  const reason = whyNotAtTaskRoot();
  if (reason !== undefined) return { reason };
  return { ...(await prepareBuilt(mode, ground, progress)), atTaskRoot: true, unlessSaid: IMAGE_NOT_USED };
}

async function prepareSdk({ bootstrap, nodeVersion: version }: Ground): Promise<PreparedContender | Absence> {
  const reason = whyNotAtTaskRoot();
  if (reason !== undefined) return { reason };
  const layers = await sdkLayer();
  if (typeof layers !== 'string') return layers;
  return {
    command: [bootstrap],
    files: [dirname(bootstrap), layers],
    version,
    echoes: false,
    unlessSaid: IMAGE_NOT_USED,
    atTaskRoot: true,
    layers,
    build: async ({ own, handler }) => {
      if (own !== 'sdk') throw new UnsuitedError('it asks for no layer of the AWS SDK');
      return { taskRoot: await bareWorkload('dynamodb'), handler };
    },
  };
}

function packageVersion(folder: string): string {
  return JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')).version;
}
