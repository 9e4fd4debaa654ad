import { link, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { temporaryName } from '../temporary-name.ts';
import type { HotPages } from './hot-pages.ts';

/** What was kept in a file; nothing where there is none. */
export async function keptHotPages(file: string): Promise<HotPages | undefined> {
  const text = await readFile(file, 'utf8').catch(() => undefined);
  return text === undefined ? undefined : (JSON.parse(text) as HotPages);
}

/** Keeps it in a file, and gives what is in there then: where several builds do so at once, all go on with the same. */
export async function keepHotPages(file: string, pages: HotPages): Promise<HotPages> {
  await mkdir(dirname(file), { recursive: true });
  const temporary = temporaryName(file);
  try {
    await writeFile(temporary, JSON.stringify(pages));
    await link(temporary, file);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  } finally {
    await rm(temporary, { force: true });
  }
  return (await keptHotPages(file)) ?? pages;
}
