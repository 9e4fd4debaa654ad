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
import { pickTouches } from './page-touches.ts';
import { PreparedStart } from './prepared-start.ts';
import { recordingKey } from './recording-key.ts';

const HANDLER = 'exports.handler = async () => {};\n';

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
  const taskRoot = await privateFolder('task');
  stack.defer(() => rm(taskRoot, { recursive: true, force: true }));
  await writeFile(join(taskRoot, 'index.js'), HANDLER);
  const event = Buffer.from('{}');
  const prepared = await PreparedStart.of({
    plan,
    artifacts,
    taskRoot,
    handler: 'index.handler',
    event,
    variables: {},
  });
  if ('reason' in prepared) return prepared;
  stack.use(prepared);
  const file = join(plan.cacheFolder, `hot-pages-${await recordingKey(artifacts, prepared.hotFiles)}.json`);
  return (await keptHotPages(file)) ?? (await recordedInto(file, prepared));
}

async function recordedInto(file: string, prepared: PreparedStart): Promise<HotPages | Absence> {
  const recording = await prepared.record();
  if ('reason' in recording) return recording;
  if (!recording.succeeded) return { reason: 'a function that does nothing did not answer on it' };
  const touches = pickTouches(recording, ({ place }) => place !== 'task');
  return await keepHotPages(file, mergePages(touches));
}
