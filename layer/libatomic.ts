import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, readdir, readFile, rename, rm } from 'node:fs/promises';
import { BuildError } from './build-error.ts';
import type { Architecture, BuildPlan } from './build-plan.ts';
import { commandFault, runCommand } from './command.ts';
import { checkProgram } from './elf/check-program.ts';
import { say, withElapsedTime } from './progress.ts';

interface DebianPackage {
  readonly name: string;
  readonly version: string;
  /** Of the library within. */
  readonly path: string;
  readonly sha256: string;
}

/** The libatomic of Debian 12 (GCC 12). That for arm64 comes from a package that Debian has on every architecture. */
export const LIBATOMIC_PACKAGES: Record<Architecture, DebianPackage> = {
  x86_64: {
    name: 'libatomic1:amd64',
    version: '12.2.0-14+deb12u1',
    path: 'usr/lib/x86_64-linux-gnu/libatomic.so.1',
    sha256: '107ab9f7661a1c47cddfb5cd1def99ec537a50a9a537fbe38cdde1b34b8ba280',
  },
  arm64: {
    name: 'libatomic1-arm64-cross',
    version: '12.2.0-14cross1',
    path: 'usr/aarch64-linux-gnu/lib/libatomic.so.1',
    sha256: '0dd9f242f351a1ff12756f632e2cd74e54b784edd0367d21028fef95bf5df60e',
  },
};

/** The name under which programs ask for it. */
export const LIBATOMIC = 'libatomic.so.1';

const ADVICE = '--libatomic FILE takes one that you have';

/**
 * Where the `libatomic.so.1` of this plan lies: the user's own, or the pinned one from Debian's archive.
 *
 * @throws BuildError when it cannot be had, or would not load on `provided.al2023`
 */
export async function libatomic({ architecture, libatomic: own, cacheFolder }: BuildPlan): Promise<string> {
  const file = own ?? (await pinnedLibrary(architecture, cacheFolder));
  checkProgram(file, architecture, own === undefined ? LIBATOMIC : `--libatomic ${own}`);
  return file;
}

async function pinnedLibrary(architecture: Architecture, cacheFolder: string): Promise<string> {
  const { version, sha256 } = LIBATOMIC_PACKAGES[architecture];
  const file = `${cacheFolder}/libatomic-${version}-${architecture}.so`;
  if ((await sha256Of(file)) === sha256) return file;
  await mkdir(cacheFolder, { recursive: true });
  const temporary = await mkdtemp(`${cacheFolder}/.fetch-`);
  try {
    await rename(await withElapsedTime('fetching', fetchLibrary(architecture, temporary)), file);
    return file;
  } finally {
    await rm(temporary, { recursive: true, force: true });
  }
}

async function fetchLibrary(architecture: Architecture, folder: string): Promise<string> {
  const { name, version, path, sha256 } = LIBATOMIC_PACKAGES[architecture];
  say(`fetching libatomic.so.1 for ${architecture} (${name}) from Debian's archive`);
  // It downloads into the folder that it runs in, needs no root and installs nothing.
  await run('apt-get', ['download', '-q', `${name}=${version}`], folder);
  const [debianPackage = ''] = await readdir(folder);
  await run('dpkg-deb', ['-x', debianPackage, '.'], folder);
  // The name with only one number is a link.
  const content = `${folder}/${path}.2.0`;
  const found = await sha256Of(content);
  if (found === sha256) return content;
  throw new BuildError(
    `${name} ${version} holds another libatomic.so.1 than is pinned: expected ${sha256}, found ${found}`,
  );
}

async function run(command: string, args: readonly string[], folder: string): Promise<void> {
  const result = await runCommand(command, args, folder);
  if (result.state === 'ended' && result.code === 0) return;
  throw new BuildError(`libatomic.so.1 cannot be fetched, ${commandFault(command, result)}; ${ADVICE}`);
}

function sha256Of(file: string): Promise<string | undefined> {
  return readFile(file).then(
    (content) => createHash('sha256').update(content).digest('hex'),
    () => undefined,
  );
}
