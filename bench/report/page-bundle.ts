import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { licensesOf } from './page-licenses.ts';

/** The code of the page, ready to stand in it. */
export interface PageBundle {
  readonly script: string;
  readonly style: string;
}

const PAGE = fileURLToPath(new URL('page', import.meta.url));

/** Bundles the script of the page with its chart library, and its style. Nothing is written to disk. */
export async function bundlePage(): Promise<PageBundle> {
  const { outputFiles, metafile } = await build({
    absWorkingDir: PAGE,
    entryPoints: ['page.ts', 'page.css'],
    outdir: PAGE,
    bundle: true,
    minify: true,
    format: 'iife',
    target: ['es2022'],
    write: false,
    metafile: true,
    logLevel: 'silent',
  });
  const text = (ending: string) => outputFiles.find(({ path }) => path.endsWith(ending))?.text.trim() ?? '';
  const licenses = await licensesOf(Object.keys(metafile.inputs).map((path) => resolve(PAGE, path)));
  return { script: `/*\n${licenses.replaceAll('*/', '* /')}\n*/\n${text('.js')}`, style: text('.css') };
}
