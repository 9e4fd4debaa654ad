import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, rename, rm } from 'node:fs/promises';
import { basename, join } from 'node:path';
import type { Absence } from '../absence.ts';
import type { Architecture } from '../build-plan.ts';
import { commandFault, runCommand } from '../command.ts';
import { say, withElapsedTime } from '../progress.ts';

/** A line of Linux; Lambda's functions have run on both. */
export type KernelLine = '5.10' | '6.1';

/** What boots a virtual machine. */
export interface Kernel {
  /** The file that boots. */
  readonly image: string;
  /** Files of the drivers of a disk, in the order in which they are to be loaded. */
  readonly modules: readonly string[];
}

interface DebianKernel {
  /** As `uname -r` says it, without the architecture. */
  readonly release: string;
  readonly version: string;
  /** Of the package. */
  readonly sha256: Record<Architecture, string>;
}

// Each is the last one of its Debian (11 and 12) that is no update for security: it stays where it is.
const KERNELS: Record<KernelLine, DebianKernel> = {
  '5.10': {
    release: '5.10.0-32-cloud',
    version: '5.10.223-1',
    sha256: {
      x86_64: 'fb4a1229952d892138532c1d9f40a7fd0bd408e4dcf969c12e4524b6a89fdcb8',
      arm64: '1b79a526115ffed1262a3bcb127e9596a6849ad4acc31aacbef93db0c9cf7352',
    },
  },
  '6.1': {
    release: '6.1.0-50-cloud',
    version: '6.1.176-1',
    sha256: {
      x86_64: 'efe19f605b6f54a8352e68d85a629abb2d30b72a085faef603a9152590baa791',
      arm64: '9d41a53f5d687ae1a33cf546d0ed8be955f72e5f9e97b2b4e45e41dff3353b97',
    },
  },
};

const DEBIAN_NAMES: Record<Architecture, string> = { x86_64: 'amd64', arm64: 'arm64' };

// Those of Linux 5.10 have no module for each kind of PCI device, but are otherwise the same.
const DRIVERS = [
  'virtio/virtio.ko',
  'virtio/virtio_ring.ko',
  'virtio/virtio_pci_modern_dev.ko',
  'virtio/virtio_pci_legacy_dev.ko',
  'virtio/virtio_pci.ko',
  'block/virtio_blk.ko',
];

// It fetches with the settings of apt, and takes nothing with another hash.
const APT_HELPER = '/usr/lib/apt/apt-helper';

/** Finds a kernel of Debian in the cache, or fetches it from the mirror that apt is set up with. */
export async function debianKernel(
  architecture: Architecture,
  line: KernelLine,
  cacheFolder: string,
): Promise<Kernel | Absence> {
  const folder = join(cacheFolder, `linux-${KERNELS[line].version}-${architecture}`);
  if (!existsSync(folder)) {
    const fault = await fetchKernel(architecture, line, folder);
    if (fault !== undefined) return { reason: `there is no Linux ${line} for ${architecture}: ${fault}` };
  }
  const modules = DRIVERS.map((driver) => join(folder, basename(driver)));
  return { image: join(folder, 'vmlinuz'), modules: modules.filter((module) => existsSync(module)) };
}

/** @returns why it could not be had */
async function fetchKernel(architecture: Architecture, line: KernelLine, target: string): Promise<string | undefined> {
  const mirrors = await debianMirrors();
  if ('reason' in mirrors) return mirrors.reason;
  await mkdir(join(target, '..'), { recursive: true });
  const temporary = await mkdtemp(join(target, '../.fetch-'));
  try {
    say(`fetching Linux ${KERNELS[line].version} for ${architecture} from Debian's archive`);
    const file = join(temporary, 'linux.deb');
    const fault =
      (await withElapsedTime('fetching', download(architecture, line, mirrors.uris, file))) ??
      (await run('dpkg-deb', ['-x', file, join(temporary, 'package')]));
    if (fault !== undefined) return fault;
    await keep(join(temporary, 'package'), `${KERNELS[line].release}-${DEBIAN_NAMES[architecture]}`, target);
    return undefined;
  } finally {
    await rm(temporary, { recursive: true, force: true });
  }
}

/** Where apt gets Debian's packages from; not those for security alone. */
async function debianMirrors(): Promise<{ readonly uris: readonly string[] } | Absence> {
  const args = ['indextargets', '--format', '$(ORIGIN) $(LABEL) $(REPO_URI)', 'Created-By: Packages'];
  const result = await runCommand('apt-get', args);
  if (result.state === 'missing' || result.code !== 0) return { reason: commandFault('apt-get', result) };
  const targets = result.stdout.split('\n').map((target) => target.split(' '));
  const uris = targets.flatMap(([origin, label, uri]) =>
    origin === 'Debian' && label === 'Debian' && uri !== undefined ? [uri] : [],
  );
  if (uris.length === 0) return { reason: 'apt knows no mirror of Debian (before apt-get update it knows none)' };
  return { uris: [...new Set(uris)] };
}

async function download(
  architecture: Architecture,
  line: KernelLine,
  mirrors: readonly string[],
  target: string,
): Promise<string | undefined> {
  const { release, version, sha256 } = KERNELS[line];
  const debianName = DEBIAN_NAMES[architecture];
  const name = `linux-image-${release}-${debianName}_${version}_${debianName}.deb`;
  let fault: string | undefined;
  for (const mirror of mirrors) {
    const uri = new URL(`pool/main/l/linux-signed-${debianName}/${name}`, mirror).href;
    fault = await run(APT_HELPER, ['download-file', uri, target, `SHA256:${sha256[architecture]}`]);
    if (fault === undefined) return undefined;
  }
  return fault;
}

async function run(command: string, args: readonly string[]): Promise<string | undefined> {
  const result = await runCommand(command, args);
  return result.state === 'ended' && result.code === 0 ? undefined : commandFault(command, result);
}

/** Whoever fetches at the same time has the same. */
async function keep(contents: string, release: string, target: string): Promise<void> {
  const kept = `${contents}.kept`;
  await mkdir(kept);
  await rename(join(contents, 'boot', `vmlinuz-${release}`), join(kept, 'vmlinuz'));
  for (const driver of DRIVERS) {
    const file = join(contents, 'lib/modules', release, 'kernel/drivers', driver);
    if (existsSync(file)) await rename(file, join(kept, basename(driver)));
  }
  await rename(kept, target).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'ENOTEMPTY' && error.code !== 'EEXIST') throw error;
  });
}
