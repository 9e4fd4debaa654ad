import { readFile } from 'node:fs/promises';
import { dirname, relative, sep } from 'node:path';
import { type Loader, type OnLoadResult, type Plugin, type TransformFailure, transform } from 'esbuild';
import { hasOwnDecorators, withDecoratorMetadata } from './decorated-sources.ts';
import { hasOwnRequires, withOwnRequires } from './own-requires.ts';

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
      onLoad({ filter: SOURCES, namespace: 'file' }, async ({ path }) => {
        const source = await readFile(path, 'utf8');
        const plain = withoutMap(source, path);
        const decorated = withDecoratorMetadata(plain, path);
        const text = decorated ?? plain;
        const loader = decorated === undefined ? loaderOf(path) : 'js';
        const resolveDir = dirname(path);
        if (SELF.test(text) || hasOwnRequires(text)) {
          const index = places.push(placeOf(path, root)) - 1;
          return { ...(await placed(text, path, loader, index)), loader: 'js', resolveDir };
        }
        return text === source ? undefined : { contents: text, loader, resolveDir };
      });
    },
  };
  return { plugin, banner: () => bannerOf(places) };
}

async function placed(text: string, path: string, loader: Loader, index: number): Promise<OnLoadResult> {
  const place = `${PLACES}.p${index}`;
  try {
    const { code } = await transform(withOwnRequires(text, path, `${place}.require`), {
      loader,
      define: definitions(place),
      tsconfigRaw: { compilerOptions: { experimentalDecorators: hasOwnDecorators(path) } },
      sourcefile: path,
      sourcemap: 'inline',
      sourcesContent: false,
      target: 'esnext',
      logLevel: 'silent',
    });
    return { contents: code };
  } catch (error) {
    return { errors: (error as TransformFailure).errors };
  }
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

/** Node.js shows a package as it was published: what it was made of is not even there. */
function withoutMap(text: string, path: string): string {
  return path.includes(`${sep}node_modules${sep}`) ? text.replace(/^\/\/[#@] sourceMappingURL=.*$/gm, '//') : text;
}

// Only names and their properties can be put in.
function definitions(place: string): Record<string, string> {
  return {
    __filename: `${place}.file`,
    __dirname: `${place}.folder`,
    'import.meta.filename': `${place}.file`,
    'import.meta.dirname': `${place}.folder`,
    'import.meta.url': `${place}.url`,
  };
}

function bannerOf(places: readonly string[]): string {
  if (places.length === 0) return '';
  const entries = places.map((place, index) => `p${index}:p(${JSON.stringify(place)})`);
  // Found when they are asked for: a module's place changes when it wakes from a snapshot.
  return `var ${PLACES}=(()=>{const path=require("path"),p=place=>({get file(){return path.join(module.path,place)},get folder(){return path.dirname(this.file)},get url(){return require("url").pathToFileURL(this.file).href},get require(){return require("module").createRequire(this.file)}});return{${entries.join(',')}}})();`;
}

function loaderOf(path: string): Loader {
  if (/\.[cm]?ts$/.test(path)) return 'ts';
  if (path.endsWith('.tsx')) return 'tsx';
  return path.endsWith('.jsx') ? 'jsx' : 'js';
}
