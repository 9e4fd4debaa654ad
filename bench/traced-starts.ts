import type { Measured } from './cold-rounds.ts';
import { coldStart } from './cold-start.ts';
import type { Contender } from './contenders/contender.ts';
import { ContenderFailure } from './contenders/contender-failure.ts';
import type { Setting } from './contenders/lambda-variables.ts';
import type { TracedStart } from './phases.ts';

const STARTS = 5;

/** Traced starts of all contenders, one after the other; one that fails has none. */
export async function traceAll(contenders: readonly Contender[], setting: Setting): Promise<Measured<TracedStart>> {
  const samples = new Map<string, readonly TracedStart[]>();
  const failures: ContenderFailure[] = [];
  for (const contender of contenders) {
    try {
      samples.set(contender.name, await tracedStarts(contender, setting));
    } catch (error) {
      if (!(error instanceof ContenderFailure)) throw error;
      failures.push(error);
    }
  }
  return { samples, failures };
}

/**
 * Starts a contender a few times more, and has it say what its start consists of: to say it takes time, so those starts
 * are not measured. Nothing for a contender that says nothing.
 */
export async function tracedStarts(contender: Contender, setting: Setting): Promise<readonly TracedStart[]> {
  const starts: TracedStart[] = [];
  for (let count = 0; count < STARTS; count++) {
    const { phases, spawnToNextMs } = await coldStart(contender, { ...setting, trace: true });
    if (phases === undefined) return [];
    starts.push({ ...phases, nextMs: spawnToNextMs });
  }
  return starts;
}
