import type { HotPages } from '../hot-pages/hot-pages.ts';
import { bootFile } from './boot-file.ts';
import { hotPageRecords } from './hot-page-records.ts';

/** Where a built function has what the launcher reads of it beyond what it reads of the layer. */
export const FUNCTION_HOT_PAGES = '.snapboot/hot-pages';

/** The bytes of that file. */
export function functionHotPagesFile(hotPages: HotPages): Buffer {
  return bootFile(hotPageRecords(hotPages));
}
