import type { StorageUse } from './conditions/condition.ts';
import type { Contender } from './contenders/contender.ts';
import type { Setting } from './contenders/lambda-variables.ts';
import { RunningContender } from './contenders/running-contender.ts';
import { type Phases, readPhases } from './phases.ts';

/** One start of one contender. */
export interface ColdStartSample {
  /** Spawn of the command → first bytes of the first GET next. Lambda's init phase. */
  readonly spawnToNextMs: number;
  /** First event sent → its response received whole. */
  readonly nextToResponseMs: number;
  /** Response received → first bytes of the following GET next. */
  readonly responseToNextMs: number;
  /** The invocation after the first one: event sent → its response received whole. */
  readonly warmMs: number;
  /** The most memory that the process ever had resident, read after all that. */
  readonly peakRssBytes: number;
  /** Up to the first response; absent where the condition does not count it. */
  readonly storage?: StorageUse;
  /** Only of a start that is traced, where the contender says something of itself. */
  readonly phases?: Phases;
}

/** Starts the contender, invokes it twice and kills it. */
export async function coldStart(contender: Contender, setting: Setting): Promise<ColdStartSample> {
  await using running = await RunningContender.start(contender, setting);
  const firstNextMs = await running.ready();
  const { sentMs, respondedMs, nextMs } = await running.invoke();
  const storage = await setting.condition.storageUse();
  const warm = await running.invoke();
  const phases = readPhases(running.output, performance.timeOrigin + running.spawnedMs);
  return {
    spawnToNextMs: firstNextMs - running.spawnedMs,
    nextToResponseMs: respondedMs - sentMs,
    responseToNextMs: nextMs - respondedMs,
    warmMs: warm.respondedMs - warm.sentMs,
    peakRssBytes: running.peakRssBytes(),
    ...(storage !== undefined && { storage }),
    ...(phases !== undefined && { phases }),
  };
}
