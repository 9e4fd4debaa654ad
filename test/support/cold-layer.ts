import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { TestContext } from 'vitest';
import type { HotPages } from '../../layer/hot-pages/hot-pages.ts';
import { whyNoPageCache } from './page-cache.ts';
import { type SmallLayer, smallLayer } from './small-layer.ts';

/** A large file of a layer. */
export const COLD_FILE = 'snapboot/data';
export const COLD_BYTES: number = 16 * 2 ** 20;

/** Two megabytes of it at one place, and a page at another. */
export const COLD_LIST: HotPages = {
  files: [{ place: 'layer', name: COLD_FILE, bytes: COLD_BYTES }],
  ranges: [
    { file: 0, firstPage: 1000, pages: 512 },
    { file: 0, firstPage: 3000, pages: 1 },
  ],
};

/** A layer with the launcher and a large file, none of which is in memory; skips the test where nobody can see that. */
export async function coldLayer(
  list: HotPages | undefined,
  context: TestContext,
  files: Readonly<Record<string, string>> = {},
): Promise<SmallLayer> {
  const layer = await smallLayer('launcher', context, files, list);
  const file = join(layer.path, COLD_FILE);
  await writeFile(file, Buffer.alloc(COLD_BYTES, 'x'));
  const reason = await whyNoPageCache(file);
  if (reason !== undefined) {
    await rm(layer.path, { recursive: true });
    return context.skip(reason);
  }
  return layer;
}
