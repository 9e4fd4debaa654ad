import { existsSync, lstatSync, readlinkSync } from 'node:fs';
import { findProgram } from '../../service/processes/system-program.ts';
import type { Absence } from '../absence.ts';
import type { Architecture } from '../build-plan.ts';
import { commandFault, runCommand } from '../command.ts';

/** `host`: whoever this machine reaches; `none`: nobody. */
export type ImageNetwork = 'host' | 'none';

/** What is `/etc` of a process: a folder, and absolute paths that are as on this machine. */
export interface SystemFiles {
  readonly folder: string;
  readonly asHere: readonly string[];
}

/** What a process that is dumped sees, by the absolute paths of this machine. */
export interface ImageGround {
  /** The layer, as `/opt`. */
  readonly layer: string;
  /** The script that the process runs in the place of the runtime's. */
  readonly script: string;
  /** The function, as `/var/task`. */
  readonly taskRoot: string;
  /** Where plan, report and image are, as `/snapboot`. */
  readonly work: string;
  /** What is `/tmp`. */
  readonly temporary: string;
  readonly network?: ImageNetwork;
  readonly etc?: SystemFiles;
  /** Absolute paths of files that it sees as they are on this machine. */
  readonly shown?: readonly string[];
}

/** The paths of that as the process sees them. */
export const INSIDE = {
  node: '/opt/bin/node',
  script: '/opt/snapboot/runtime.cjs',
  taskRoot: '/var/task',
  work: '/snapboot',
} as const;

const ETC: SystemFiles = { folder: '/etc', asHere: [] };
const NO_SANDBOX = "bubblewrap is not installed (Debian's package bubblewrap)";
const ARCHITECTURE_NAMES: Readonly<Record<string, Architecture>> = { x64: 'x86_64', arm64: 'arm64' };

/** The command that runs another one where everything lies as on Lambda; or why there is none. */
export function commandOnGround(
  ground: ImageGround,
  command: readonly string[],
): readonly [string, ...string[]] | Absence {
  const bwrap = findProgram('bwrap');
  if (bwrap === undefined) return { reason: NO_SANDBOX };
  const network = ground.network === 'host' ? [] : ['--unshare-net'];
  return [bwrap, ...OPTIONS, ...network, ...folders(ground), '--', ...command];
}

/** In one line why processes have no such surroundings on this machine; undefined where they do. */
export async function whyNoGroundHere(architecture: Architecture): Promise<string | undefined> {
  if (process.platform !== 'linux') return `it takes Linux, this is ${process.platform}`;
  if (ARCHITECTURE_NAMES[process.arch] !== architecture) return `programs for ${architecture} are emulated here`;
  const bwrap = findProgram('bwrap');
  if (bwrap === undefined) return NO_SANDBOX;
  const trial = await runCommand(bwrap, [...OPTIONS, '--ro-bind', '/', '/', '--proc', '/proc', '--', '/bin/true']);
  if (trial.state === 'missing' || trial.code !== 0) return `there are no namespaces: ${commandFault('bwrap', trial)}`;
  return existsSync('/proc/self/ns/time') ? undefined : 'there are no namespaces for time';
}

// Its own root: so it may have namespaces of processes and of time, and look into the process.
const OPTIONS = [
  ...['--unshare-user', '--unshare-pid', '--unshare-ipc', '--unshare-uts', '--die-with-parent'],
  ...['--uid', '0', '--gid', '0', '--cap-add', 'ALL'],
  ...['--hostname', 'snapboot'],
  '--clearenv',
];

function folders({ layer, script, taskRoot, work, temporary, etc = ETC, shown = [] }: ImageGround): readonly string[] {
  return [
    ...['--ro-bind', '/usr', '/usr', ...['/bin', '/sbin', '/lib', '/lib32', '/lib64'].flatMap(sameAsHost)],
    ...['--ro-bind', etc.folder, '/etc', ...etc.asHere.flatMap((path) => ['--ro-bind', path, path])],
    ...['--proc', '/proc', '--dev', '/dev'],
    ...['--ro-bind', layer, '/opt', '--ro-bind', script, INSIDE.script],
    ...['--ro-bind', taskRoot, INSIDE.taskRoot, '--bind', work, INSIDE.work, '--bind', temporary, '/tmp'],
    ...shown.flatMap((path) => ['--ro-bind', path, path]),
    ...['--chdir', INSIDE.taskRoot],
  ];
}

/** These are links into `/usr` on most systems, and folders on some. */
function sameAsHost(path: string): readonly string[] {
  const found = lstatSync(path, { throwIfNoEntry: false });
  if (found === undefined) return [];
  return found.isSymbolicLink() ? ['--symlink', readlinkSync(path), path] : ['--ro-bind', path, path];
}
