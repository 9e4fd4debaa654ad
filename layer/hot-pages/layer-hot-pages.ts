import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { privateFolder } from '../../service/environments/private-folder.ts';
import type { Absence } from '../absence.ts';
import type { Artifact } from '../artifact-tree.ts';
import type { BuildPlan } from '../build-plan.ts';
import { withElapsedTime } from '../progress.ts';
import type { HotPages } from './hot-pages.ts';
import { keepHotPages, keptHotPages } from './kept-hot-pages.ts';
import { mergePages } from './merge-pages.ts';
import { joinTouches, type PageTouches, pickTouches } from './page-touches.ts';
import { PreparedStart } from './prepared-start.ts';
import { recordingKey } from './recording-key.ts';

// A handler that does nothing, in each format: for an ES module some forty pages more are read, at ten places, each of which
// would be waited for. They come last, for those who do without.
const HANDLERS = [
  { file: 'index.js', text: 'exports.handler = async () => {};\n' },
  { file: 'index.mjs', text: 'export const handler = async () => {};\n' },
] as const;

/**
 * What each start of a layer reads, up to the end of its first invocation. It is recorded once for the same files, and
 * taken from the cache folder from then on.
 *
 * @param artifacts the layer; its bootstrap does not matter
 * @returns why it cannot be recorded on this machine, where it cannot
 */
export async function layerHotPages(plan: BuildPlan, artifacts: readonly Artifact[]): Promise<HotPages | Absence> {
  return await withElapsedTime('recording a start', recordedOnce(plan, artifacts));
}

async function recordedOnce(plan: BuildPlan, artifacts: readonly Artifact[]): Promise<HotPages | Absence> {
  await using stack = new AsyncDisposableStack();
  const [first, ...others] = HANDLERS;
  const prepared = await preparedStart(plan, artifacts, first, stack);
  if ('reason' in prepared) return prepared;
  const file = join(plan.cacheFolder, `hot-pages-${await recordingKey(artifacts, prepared.hotFiles)}.json`);
  const kept = await keptHotPages(file);
  if (kept !== undefined) return kept;
  let touches = await recordedStart(prepared);
  for (const handler of others) {
    if ('reason' in touches) break;
    const next = await preparedStart(plan, artifacts, handler, stack);
    const more = 'reason' in next ? next : await recordedStart(next);
    touches = 'reason' in more ? more : joinTouches(touches, more);
  }
  return 'reason' in touches ? touches : await keepHotPages(file, mergePages(touches));
}

async function preparedStart(
  plan: BuildPlan,
  artifacts: readonly Artifact[],
  { file, text }: (typeof HANDLERS)[number],
  stack: AsyncDisposableStack,
): Promise<PreparedStart | Absence> {
  const taskRoot = await privateFolder('task');
  stack.defer(() => rm(taskRoot, { recursive: true, force: true }));
  await writeFile(join(taskRoot, file), text);
  const event = Buffer.from('{}');
  const start = { plan, artifacts, taskRoot, handler: 'index.handler', event, variables: {} };
  const prepared = await PreparedStart.of(start);
  return 'reason' in prepared ? prepared : stack.use(prepared);
}

/** All but the function's own files. */
async function recordedStart(start: PreparedStart): Promise<PageTouches | Absence> {
  const recording = await start.record();
  if ('reason' in recording) return recording;
  if (!recording.succeeded) return { reason: 'a function that does nothing did not answer on it' };
  return pickTouches(recording, ({ place }) => place !== 'task');
}
