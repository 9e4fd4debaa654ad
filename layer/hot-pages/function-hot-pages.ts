import type { Absence } from '../absence.ts';
import { say, withElapsedTime } from '../progress.ts';
import type { HotPages } from './hot-pages.ts';
import { mergePages, touchesBeyond } from './merge-pages.ts';
import { PreparedStart, type Start } from './prepared-start.ts';

/**
 * What a start of a function reads beyond what every start of its layer does: its own files, and more of the layer's and
 * of the system's. A function that does not start, or fails for the event, has read what it has read until then.
 *
 * @param layerPages what every start of the layer reads
 * @returns nothing where this machine cannot record it, which one line on stderr explains
 */
export async function functionHotPages(start: Start, layerPages: HotPages): Promise<HotPages | undefined> {
  const found = await withElapsedTime('recording a start', recorded(start, layerPages));
  if (!('reason' in found)) return found;
  say(`not recorded what the function reads when it starts, so that may take longer than it could: ${found.reason}`);
  return undefined;
}

async function recorded(start: Start, layerPages: HotPages): Promise<HotPages | Absence> {
  const prepared = await PreparedStart.of(start);
  if ('reason' in prepared) return prepared;
  await using _ = prepared;
  const recording = await prepared.record();
  return 'reason' in recording ? recording : mergePages(touchesBeyond(recording, layerPages));
}
