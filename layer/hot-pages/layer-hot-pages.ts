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
import { PreparedStart, type Start } from './prepared-start.ts';
import { recordingKey } from './recording-key.ts';

/** A function of one file. */
interface Handler {
  readonly file: string;
  readonly text: string;
}

// A handler that does nothing, in each format: for an ES module some forty pages more are read, at ten places, each of which
// would be waited for. They come last, for those who do without.
export const HANDLERS: readonly [Handler, Handler] = [
  { file: 'index.js', text: 'exports.handler = async () => {};\n' },
  { file: 'index.mjs', text: 'export const handler = async () => {};\n' },
];

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
  const first = await preparedStart({ plan, artifacts }, HANDLERS[0], stack);
  if ('reason' in first) return first;
  const file = join(plan.cacheFolder, `hot-pages-${await recordingKey(artifacts, first.hotFiles)}.json`);
  const kept = await keptHotPages(file);
  if (kept !== undefined) return kept;
  const found = await startPages({ plan, artifacts });
  return 'reason' in found ? found : await keepHotPages(file, found);
}

/**
 * What each start of a layer reads, recorded now.
 *
 * @param start with a launcher, it is a start from the process image that is among the artifacts
 * @param handlers functions that are started, one after the other
 * @returns why it cannot be recorded on this machine, where it cannot
 */
export async function startPages(
  start: LayerStart,
  handlers: readonly Handler[] = HANDLERS,
): Promise<HotPages | Absence> {
  await using stack = new AsyncDisposableStack();
  let all: PageTouches = { files: [], touches: [] };
  for (const handler of handlers) {
    const prepared = await preparedStart(start, handler, stack);
    const touches = 'reason' in prepared ? prepared : await recordedStart(prepared);
    if ('reason' in touches) return touches;
    all = joinTouches(all, touches);
  }
  return mergePages(all);
}

type LayerStart = Pick<Start, 'plan' | 'artifacts' | 'launcher'>;

async function preparedStart(
  start: LayerStart,
  { file, text }: Handler,
  stack: AsyncDisposableStack,
): Promise<PreparedStart | Absence> {
  const taskRoot = await privateFolder('task');
  stack.defer(() => rm(taskRoot, { recursive: true, force: true }));
  await writeFile(join(taskRoot, file), text);
  const event = Buffer.from('{}');
  const prepared = await PreparedStart.of({ ...start, taskRoot, handler: 'index.handler', event, variables: {} });
  return 'reason' in prepared ? prepared : stack.use(prepared);
}

/** All but the function's own files. */
async function recordedStart(start: PreparedStart): Promise<PageTouches | Absence> {
  const recording = await start.record();
  if ('reason' in recording) return recording;
  if (!recording.succeeded) return { reason: 'a function that does nothing did not answer on it' };
  return pickTouches(recording, ({ place }) => place !== 'task');
}
