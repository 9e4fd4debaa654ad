import type { Setting } from './contenders/lambda-variables.ts';
import { type Contender, RunningContender } from './contenders/running-contender.ts';

/** One start of one contender. */
export interface ColdStartSample {
  /** Spawn of the command → first bytes of the first GET next. Lambda's init phase. */
  readonly spawnToNextMs: number;
  /** First event sent → its response received whole. */
  readonly nextToResponseMs: number;
  /** Response received → first bytes of the following GET next. */
  readonly responseToNextMs: number;
  /** The most memory that the process ever had resident, read after all that. */
  readonly peakRssBytes: number;
}

/** Starts the contender, invokes it once and kills it. */
export async function coldStart(contender: Contender, setting: Setting): Promise<ColdStartSample> {
  await using running = await RunningContender.start(contender, setting);
  const firstNextMs = await running.ready();
  const { sentMs, respondedMs, nextMs } = await running.invoke();
  return {
    spawnToNextMs: firstNextMs - running.spawnedMs,
    nextToResponseMs: respondedMs - sentMs,
    responseToNextMs: nextMs - respondedMs,
    peakRssBytes: running.peakRssBytes(),
  };
}
