import { fileURLToPath } from 'node:url';
import type { Internals } from '../internals.ts';
import { esModules } from '../kept-state.ts';
import { observe } from './guard.ts';

/** Gives a list in which the native addons will be that are loaded, absolute. */
export function followAddons(): readonly string[] {
  const addons: string[] = [];
  observe(process, 'dlopen', ([, file]) => addons.push(String(file)));
  return addons;
}

/** The files of all modules that are loaded, but for the script itself, absolute. */
export function loadedFiles(internals: Internals, require: NodeJS.Require): readonly string[] {
  const urls = [...(esModules(internals)?.keys() ?? [])].map(String);
  const imported = urls.filter((url) => url.startsWith('file:')).map((url) => fileURLToPath(url));
  const required = Object.keys(require.cache).filter((file) => file !== require.main?.filename);
  return [...new Set([...required, ...imported])].toSorted();
}
