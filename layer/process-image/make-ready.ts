import type { Absence } from '../absence.ts';
import { withRecords } from '../boot-file/boot-file.ts';
import { hotPageRecords } from '../boot-file/hot-page-records.ts';
import type { HotPages } from '../hot-pages/hot-pages.ts';
import { ImageFile } from './image-file.ts';
import { type ImageStart, writtenPages } from './written-pages.ts';

/**
 * Notes in an image what every start from it does: which pages it writes to, and which it reads of which files. The
 * launcher has both ready before they are asked for.
 *
 * @param file absolute path of the image
 * @param start a start from it on this machine
 * @param recorded gives what a start reads, once the image tells what it writes to
 */
export async function makeReady(
  file: string,
  start: ImageStart,
  recorded: () => Promise<HotPages | Absence>,
): Promise<void> {
  const image = new ImageFile(file);
  image.addWritten(await writtenPages(image.maps, start));
  image.save();
  const hotPages = await recorded();
  if ('reason' in hotPages) return;
  image.addRecords(withRecords(image.records, hotPageRecords(hotPages)));
  image.save();
}
