import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { findPackageJSON } from 'node:module';
import { dirname, join, relative } from 'node:path';
import type { Plugin } from 'esbuild';

interface Manifest {
  readonly peerDependencies?: object;
  readonly peerDependenciesMeta?: object;
}

const CREATED = /\b(?:const|let|var)\s+([\w$]+)\s*=\s*(?:[\w$]+\.)?createRequire\s*\(/g;
const ALIAS = /(?<![\w$.])([\w$]+)\s*=\s*require\s*;/g;
// Bundlers before this one give the name to parameters.
const BOUND = /\bfunction\b[^({]*\([^)]*\brequire\b|\(\s*require\b[^)]*\)\s*=>|\b(?:const|let|var)\s+require\b/;
const OWN = '__snapbootRequire';
const FOLDER = 'snapboot-folder:';
const PEERS = 'snapboot-peers';
// What is there for developers only.
const NO_PEER = /^(?:typescript$|@types\/)/;
const LITERAL = String.raw`\s*(['"])[^'"\n]+\1\s*\)`;
// `require('./locale/' + name)`, where no extension follows: with one esbuild finds the files itself.
const BY_START = /(?<![\w$.])require\(\s*(['"])(\.{1,2}\/[^'"\n]*)\1\s*\+\s*[\w$.]+\s*\)/g;
const MOST_FILES = 2000;

/**
 * Has esbuild see what a module requires in ways of its own: by what `createRequire` or an alias gave it, or by a name
 * that only begins in the source. Whatever else it asks `require` for is looked for from its own place.
 *
 * @param path absolute path of the module
 * @param place JavaScript for a `require` that looks from there
 */
export function withOwnRequires(text: string, path: string, place: string): string {
  let result = text;
  for (const [, name = ''] of text.matchAll(CREATED)) result = withCreated(result, name);
  if (BOUND.test(result)) return result;
  for (const [, alias = ''] of result.matchAll(ALIAS)) result = withAlias(result, alias);
  return result
    .replaceAll(BY_START, (call, _quote, start: string) => {
      const name = call.slice(call.indexOf('(') + 1, -1);
      return isFolder(path, start) ? `require(${JSON.stringify(FOLDER + start)})(${name})` : call;
    })
    .replaceAll(/(?<![\w$.])require\.resolve\(/g, `${place}.resolve(`)
    .replaceAll(/(?<![\w$.])require\((?=\s*[A-Za-z_$])/g, `${byName(path, place)}(`);
}

function byName(path: string, place: string): string {
  return installedPeers(path).length === 0 ? place : `require(${JSON.stringify(PEERS)})(${place})`;
}

/** Whether there is something for `withOwnRequires`. */
export function hasOwnRequires(text: string): boolean {
  return /createRequire|=\s*require\s*;|\brequire\.resolve\(|\brequire\(\s*(?:[A-Za-z_$]|['"]\.{1,2}\/[^'"\n]*['"]\s*\+)/.test(
    text,
  );
}

/** Calls with a literal become calls of the `require` that esbuild knows. */
function withCreated(text: string, name: string): string {
  const escaped = name.replaceAll('$', '\\$');
  if (name !== 'require') {
    return text.replaceAll(new RegExp(`(?<![\\w$.])${escaped}(?=\\(${LITERAL})`, 'g'), 'require');
  }
  const declared = text.replaceAll(/\b(const|let|var)(\s+)require(?=\s*=)/g, `$1$2${OWN}`);
  // Elsewhere it is the one that was made.
  return declared.replaceAll(/(?<![\w$.'"`])require(?=\s*[.,;)\]}]|\((?!\s*['"]))/g, OWN);
}

function withAlias(text: string, alias: string): string {
  if (alias === 'require') return text;
  return text.replaceAll(new RegExp(`(?<![\\w$.])${alias.replaceAll('$', '\\$')}(?=\\()`, 'g'), 'require');
}

function isFolder(path: string, start: string): boolean {
  return start.endsWith('/') && isDirectory(join(dirname(path), start));
}

function isDirectory(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() === true;
}

/** Bundles what is required by names that are not known before: all modules of a folder, all peers of a package. */
export const REQUIRED_BY_NAME: Plugin = {
  name: 'required-by-name',
  setup({ onResolve, onLoad }) {
    onResolve({ filter: new RegExp(`^${PEERS}$`) }, ({ importer }) => ({ path: importer, namespace: 'peers' }));
    onLoad({ filter: /./, namespace: 'peers' }, ({ path }) => ({
      contents: peersModule(installedPeers(path)),
      resolveDir: dirname(path),
    }));
    onResolve({ filter: new RegExp(`^${FOLDER}`) }, ({ path, resolveDir }) => ({
      path: join(resolveDir, path.slice(FOLDER.length)),
      namespace: 'required-folder',
      pluginData: path.slice(FOLDER.length),
    }));
    onLoad({ filter: /./, namespace: 'required-folder' }, ({ path, pluginData }) => ({
      contents: folderModule(path, pluginData as string),
      resolveDir: path,
    }));
  },
};

function folderModule(folder: string, start: string): string {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && /\.(?:c?js|json)$/.test(entry.name))
    .map(({ parentPath, name }) => relative(folder, join(parentPath, name)))
    .filter((file) => !file.includes('node_modules/'))
    .slice(0, MOST_FILES);
  const entries = files.map((file) => `${JSON.stringify(start + file)}:()=>require(${JSON.stringify(`./${file}`)})`);
  return `const all={${entries.join(',')}};module.exports=name=>{
const end=['','.js','.json','.cjs','/index.js'].find(end=>Object.hasOwn(all,name+end));
if(end===undefined)throw Object.assign(new Error("Cannot find module '"+name+"'"),{code:'MODULE_NOT_FOUND'});
return all[name+end]()}`;
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

function peersModule(names: readonly string[]): string {
  const entries = names.map((name) => `${JSON.stringify(name)}:()=>require(${JSON.stringify(name)})`);
  return `const all={${entries.join(',')}};
module.exports=otherwise=>name=>Object.hasOwn(all,name)?all[name]():otherwise(name)`;
}
