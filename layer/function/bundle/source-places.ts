import { readFile } from 'node:fs/promises';
import { dirname, relative, sep } from 'node:path';
import { type Loader, type Plugin, transform } from 'esbuild';

/** Where the files of a function lay before they became one: each keeps its own idea of where it is. */
export interface SourcePlaces {
  /** Rewrites what a file says of its own place. */
  readonly plugin: Plugin;
  /** JavaScript that must come before the bundle; empty where no file asks where it is. */
  banner(): string;
}

const SOURCES = /\.[cm]?[jt]sx?$/;
const SELF = /\b__dirname\b|\b__filename\b|\bimport\.meta\b/;
const PLACES = '__snapbootPlaces';

/**
 * Has each file of a bundle find its own folder where it will be: as far below the function's folder as it is below
 * the project's. What it reads from beside itself is copied there.
 *
 * @param root absolute path of the project
 */
export function sourcePlaces(root: string): SourcePlaces {
  const places: string[] = [];
  const plugin: Plugin = {
    name: 'source-places',
    setup({ onLoad }) {
      onLoad({ filter: SOURCES }, async ({ path }) => {
        const text = await readFile(path, 'utf8');
        if (!SELF.test(text)) return undefined;
        const index = places.push(placeOf(path, root)) - 1;
        const { code } = await transform(text, {
          loader: loaderOf(path),
          define: definitions(index),
          sourcefile: path,
          sourcemap: 'inline',
          sourcesContent: false,
          target: 'esnext',
          logLevel: 'silent',
        });
        return { contents: code, loader: 'js', resolveDir: dirname(path) };
      });
    },
  };
  return { plugin, banner: () => bannerOf(places) };
}

/**
 * Where a file lies in the function's folder, relative to it. A package that was installed above the project lies in
 * its own node_modules.
 */
export function placeOf(path: string, root: string): string {
  const place = relative(root, path);
  if (!place.startsWith(`..${sep}`)) return place;
  const packages = path.indexOf(`${sep}node_modules${sep}`);
  return packages === -1 ? path.split(sep).slice(-1).join() : path.slice(packages + 1);
}

function definitions(index: number): Record<string, string> {
  const place = `${PLACES}[${index}]`;
  // Only names and their properties can be put in; an index is none.
  const name = place.replace('[', '.p').replace(']', '');
  return {
    __filename: `${name}.file`,
    __dirname: `${name}.folder`,
    'import.meta.filename': `${name}.file`,
    'import.meta.dirname': `${name}.folder`,
    'import.meta.url': `${name}.url`,
  };
}

function bannerOf(places: readonly string[]): string {
  if (places.length === 0) return '';
  const entries = places.map((place, index) => `p${index}:p(${JSON.stringify(place)})`);
  // The URL is made only where one is asked for: it takes another module.
  return `var ${PLACES}=(()=>{const path=require("path"),root=__dirname,p=place=>{const file=path.join(root,place);return{file,folder:path.dirname(file),get url(){return require("url").pathToFileURL(file).href}}};return{${entries.join(',')}}})();`;
}

function loaderOf(path: string): Loader {
  if (/\.[cm]?ts$/.test(path)) return 'ts';
  if (path.endsWith('.tsx')) return 'tsx';
  return path.endsWith('.jsx') ? 'jsx' : 'js';
}
