import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { installPackages, isInstalled, type PackageFolder } from '../package-folder.ts';
import type { Progress } from '../progress.ts';
import { missingBuildTools } from './build-tools.ts';

/** Where a rival is installed, and what with. */
export type RivalPlace = Pick<PackageFolder, 'folder' | 'searchPath'>;

const OFFICIAL_CLIENT: RivalPlace = placeOf('../rivals');
const BUN: RivalPlace = placeOf('../rivals/bun');
// Without it node-gyp would fetch the headers of whatever Node.js runs npm.
const NODE_PACKAGE = fileURLToPath(new URL(`../../node_modules/node-linux-${process.arch}`, import.meta.url));
const BUN_PACKAGE = `node_modules/@oven/bun-linux-${process.arch === 'arm64' ? 'aarch64' : process.arch}`;

/** Folder of the installed official client. */
export const OFFICIAL_CLIENT_FOLDER: string = join(OFFICIAL_CLIENT.folder, 'node_modules/aws-lambda-ric');

/** Folder of the installed Bun for this machine; its program is `bin/bun`. */
export const BUN_FOLDER: string = join(BUN.folder, BUN_PACKAGE);

/** Builds the official client, unless it is there already. Gives a reason when it cannot be done. */
export async function installOfficialClient(
  progress: Progress,
  place: RivalPlace = OFFICIAL_CLIENT,
): Promise<string | undefined> {
  if (isInstalled(place)) return undefined;
  const packages: PackageFolder = {
    ...place,
    doing: 'building the official client in bench/rivals, once, takes a minute or two',
    scripts: true,
    variables: { npm_config_nodedir: NODE_PACKAGE },
    // What the install scripts leave behind; npm can be set up not to run them, and then says nothing.
    results: ['node_modules/aws-lambda-ric/rapid-client.node'],
  };
  return (await whyNotBuildable(place)) ?? (await installPackages(packages, progress));
}

/** Fetches Bun, unless it is there already. Gives a reason when it cannot be done. */
export function installBun(progress: Progress, place: RivalPlace = BUN): Promise<string | undefined> {
  const results = [`${BUN_PACKAGE}/bin/bun`];
  return installPackages(
    { ...place, doing: 'fetching Bun into bench/rivals/bun, once', scripts: false, results },
    progress,
  );
}

async function whyNotBuildable({ searchPath }: RivalPlace): Promise<string | undefined> {
  const missing = await missingBuildTools(searchPath);
  if (missing.length > 0) return `not built: install the Debian packages ${missing.join(', ')}`;
  return existsSync(join(NODE_PACKAGE, 'include')) ? undefined : 'not built: node_modules lacks the Node.js headers';
}

function placeOf(folder: string): RivalPlace {
  return { folder: fileURLToPath(new URL(folder, import.meta.url)), searchPath: process.env.PATH ?? '' };
}
