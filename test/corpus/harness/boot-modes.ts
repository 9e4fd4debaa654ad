import type { CorpusHandler } from './corpus-handlers.ts';
import { type BuiltSnapshot, buildHandler, type HandlerBuild } from './handler-build.ts';
import { type HandlerPlace, herePlace, lambdaPlace } from './handler-place.ts';
import { type HandlerRun, runHandler, type TimedRun } from './handler-run.ts';
import { plainProject } from './plain-project.ts';

/** A handler as it is, compiled, and from a snapshot. */
export interface BootModes {
  readonly plain: ModeRun;
  readonly compiled: ModeRun & Pick<HandlerBuild, 'bundleBytes' | 'codeBytes'>;
  /** Or what the build says where there is no snapshot. */
  readonly snapshot: ModeRun | { readonly refusal: string };
  /** From a clean image, or what the build says where there is none; nothing where it was not asked for. */
  readonly image?: ModeRun | { readonly refusal: string };
}

export interface ModeRun {
  readonly run: HandlerRun;
  /** From the start of the process to the first answer, the median of all starts, in milliseconds. */
  readonly firstAnswerMs: number;
  /** Whether Node.js has woken from a snapshot, each time. */
  readonly isFromSnapshot: boolean;
}

const EVENTS = [
  { id: 7, name: 'Ada', items: [3, 1, 2] },
  // Some handlers fail for this one.
  { id: 8, name: 'Grace', items: [5, 4] },
];

/**
 * Runs a handler as it is and as `snapboot function build` makes it, compiled and with a snapshot, with the same two
 * events each.
 *
 * @param starts of each; the answers are those of the first
 * @throws BuildError when it cannot be built
 */
export async function bootModes(handler: CorpusHandler, starts = 1, asksForImage = false): Promise<BootModes> {
  await using stack = new AsyncDisposableStack();
  const plain = stack.use(await plainProject(handler)).path;
  const { compiled, snapshot, image, bundleBytes, codeBytes } = stack.use(await buildHandler(handler, asksForImage));
  const place = 'folder' in snapshot ? await snapshotPlace(snapshot, stack) : undefined;
  const imagePlace = image !== undefined && 'folder' in image ? stack.use(await lambdaPlace(image.folder)) : undefined;
  const runs = {
    plain: [] as TimedRun[],
    compiled: [] as TimedRun[],
    snapshot: [] as TimedRun[],
    image: [] as TimedRun[],
  };
  for (let start = 0; start < starts; start++) {
    runs.plain.push(await runHandler(herePlace(plain), `handlers/${handler.name}.handler`, EVENTS));
    runs.compiled.push(await runHandler(herePlace(compiled), 'index.handler', EVENTS));
    if (place !== undefined) runs.snapshot.push(await runHandler(place, 'index.handler', EVENTS));
    if (imagePlace !== undefined) runs.image.push(await runHandler(imagePlace, 'index.handler', EVENTS));
  }
  return {
    plain: together(runs.plain),
    compiled: { ...together(runs.compiled), bundleBytes, codeBytes },
    snapshot: 'refusal' in snapshot ? snapshot : together(runs.snapshot),
    ...(image !== undefined && { image: 'refusal' in image ? image : together(runs.image) }),
  };
}

async function snapshotPlace({ folder, isBound }: BuiltSnapshot, stack: AsyncDisposableStack): Promise<HandlerPlace> {
  return isBound ? stack.use(await lambdaPlace(folder)) : herePlace(folder);
}

function together(runs: readonly TimedRun[]): ModeRun {
  const [first] = runs;
  if (first === undefined) throw new RangeError('a handler is started once at least');
  const times = runs.map(({ firstAnswerMs }) => firstAnswerMs).toSorted((one, other) => one - other);
  const isFromSnapshot = runs.every((run) => run.isFromSnapshot);
  return { run: first.run, firstAnswerMs: times[times.length >> 1] ?? 0, isFromSnapshot };
}
