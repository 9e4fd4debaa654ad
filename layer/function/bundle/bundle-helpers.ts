import { readFile } from 'node:fs/promises';
import { transform } from 'esbuild';

/** The text of a script beside this file that is put into bundles, on one line. */
export async function bundleHelper(name: 'open-exports' | 'own-places'): Promise<string> {
  const text = await readFile(new URL(`${name}.cjs`, import.meta.url), 'utf8');
  const { code } = await transform(text, { minify: true, platform: 'node', target: 'node24' });
  return code.trimEnd();
}
