import { readdir } from 'node:fs/promises';
import { basename, extname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** A function of the corpus. */
export interface CorpusHandler {
  /** Its file's name without the extension. */
  readonly name: string;
  /** Absolute path of its module. */
  readonly file: string;
  /** Absolute path of its project: the folder of the package.json with the packages that it uses. */
  readonly project: string;
}

/** Absolute path of the project with most of the handlers. */
export const CORPUS: string = fileURLToPath(new URL('..', import.meta.url)).replace(/\/$/, '');

/** Absolute path of the project with those that run with all other tests. */
export const CORPUS_SAMPLE: string = join(CORPUS, 'sample');

/** Absolute path of the one whose package.json tells no type, and that has no packages. */
export const CORPUS_UNTYPED: string = join(CORPUS, 'untyped');

/** The handlers of a project, by name. */
export async function corpusHandlers(project: string): Promise<CorpusHandler[]> {
  const folder = join(project, 'handlers');
  const files = await readdir(folder);
  return files.toSorted().map((file) => ({ name: basename(file, extname(file)), file: join(folder, file), project }));
}
