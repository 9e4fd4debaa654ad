import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { findPackageJSON } from 'node:module';
import { dirname, join } from 'node:path';
import type { Plugin } from 'esbuild';

interface Manifest {
  readonly peerDependencies?: object;
  readonly peerDependenciesMeta?: object;
}

const FOLDER = 'snapboot-folder:';
const PEERS = 'snapboot-peers';
// What is there for developers only.
const NO_PEER = /^(?:typescript$|@types\/)/;
const MOST_FILES = 2000;

/** JavaScript for a function that requires one of the files whose names begin and end so, and others by `otherwise`. */
export function requireByPattern(start: string, end: string, otherwise: string): string {
  return `require(${JSON.stringify(`${FOLDER}${start}*${end}`)})(${otherwise})`;
}

/** The same for the packages that the package of a module can work with; `otherwise` where there are none. */
export function requirePeers(path: string, otherwise: string): string {
  return installedPeers(path).length === 0 ? otherwise : `require(${JSON.stringify(PEERS)})(${otherwise})`;
}

/** Whether there are files whose names begin and end so, as a module at a path names them. */
export function hasFiles(path: string, start: string, end: string): boolean {
  return filesFor(dirname(path), start, end).length > 0;
}

/** Bundles what is required by names that are not known before: all modules of a folder, all peers of a package. */
export const REQUIRED_BY_NAME: Plugin = {
  name: 'required-by-name',
  setup({ onResolve, onLoad }) {
    onResolve({ filter: new RegExp(`^${PEERS}$`) }, ({ importer }) => ({ path: importer, namespace: 'peers' }));
    onLoad({ filter: /./, namespace: 'peers' }, ({ path }) => ({
      contents: mapModule(installedPeers(path), ['']),
      resolveDir: dirname(path),
    }));
    onResolve({ filter: new RegExp(`^${FOLDER}`) }, ({ path, resolveDir }) => ({
      path: join(resolveDir, path.slice(FOLDER.length)),
      namespace: 'required-folder',
      pluginData: { pattern: path.slice(FOLDER.length), resolveDir },
    }));
    onLoad({ filter: /./, namespace: 'required-folder' }, ({ pluginData }) => {
      const { pattern, resolveDir } = pluginData as { readonly pattern: string; readonly resolveDir: string };
      const [start = '', end = ''] = pattern.split('*');
      return {
        contents: mapModule(filesFor(resolveDir, start, end), ['', '.js', '.json', '.cjs', '/index.js']),
        resolveDir,
      };
    });
  },
};

/** As the module would name them. */
function filesFor(folder: string, start: string, end: string): string[] {
  const shown = start.slice(0, start.lastIndexOf('/') + 1);
  const below = join(folder, shown);
  if (statSync(below, { throwIfNoEntry: false })?.isDirectory() !== true) return [];
  return readdirSync(below, { recursive: true, encoding: 'utf8' })
    .filter((file) => /\.(?:c?js|json)$/.test(file) && !file.includes('node_modules/'))
    .map((file) => shown + file)
    .filter((file) => file.startsWith(start) && file.endsWith(end) && file.length >= start.length + end.length)
    .slice(0, MOST_FILES);
}

/** Names of the packages that a module's own package can work with, and finds. */
function installedPeers(path: string): string[] {
  const manifest = path.includes('/node_modules/') ? packageJson(dirname(path)) : undefined;
  if (manifest === undefined) return [];
  const { peerDependencies, peerDependenciesMeta } = JSON.parse(readFileSync(manifest, 'utf8')) as Manifest;
  const names = new Set(Object.keys({ ...peerDependencies, ...peerDependenciesMeta }));
  return [...names].filter((name) => !NO_PEER.test(name) && isInstalled(name, path));
}

function isInstalled(name: string, path: string): boolean {
  try {
    return findPackageJSON(name, path) !== undefined;
  } catch {
    return false;
  }
}

function packageJson(folder: string): string | undefined {
  const file = join(folder, 'package.json');
  if (existsSync(file) && /\/node_modules\/(?:@[^/]+\/)?[^/]+$/.test(folder)) return file;
  return folder.endsWith('/node_modules') ? undefined : packageJson(dirname(folder));
}

function mapModule(names: readonly string[], ends: readonly string[]): string {
  const entries = names.map((name) => `${JSON.stringify(name)}:()=>require(${JSON.stringify(name)})`);
  return `const all={${entries.join(',')}};
module.exports=otherwise=>name=>{
const end=${JSON.stringify(ends)}.find(end=>Object.hasOwn(all,name+end));
return end===undefined?otherwise(name):all[name+end]()}`;
}
