import { type ColdStartSample, coldStart } from './cold-start.ts';
import type { Contender } from './contenders/contender.ts';
import { ContenderFailure } from './contenders/contender-failure.ts';
import type { Setting } from './contenders/lambda-variables.ts';
import type { Progress } from './progress.ts';
import { interleave } from './rounds.ts';
import type { Random } from './statistics/random.ts';

/** Dropped from the front: the first starts fill the page cache. */
export const WARM_UP_ROUNDS = 2;

/** What was measured by the name of the contender, and who has failed. */
export interface Measured<T> {
  /** Sample i of all contenders comes from the same round. A contender that has failed has none. */
  readonly samples: ReadonlyMap<string, readonly T[]>;
  readonly failures: readonly ContenderFailure[];
}

/** Cold starts in rounds; a contender that fails is left out from there on. */
export async function coldRounds(
  contenders: readonly Contender[],
  setting: Setting,
  runs: number,
  random: Random,
  progress: Progress,
): Promise<Measured<ColdStartSample>> {
  const samples = new Map(contenders.map(({ name }) => [name, [] as ColdStartSample[]]));
  const failures: ContenderFailure[] = [];
  const turns = interleave(contenders, WARM_UP_ROUNDS + runs, random);
  const count = progress.counter('cold starts', turns.length);
  for (const { round, contender } of turns) {
    if (!samples.has(contender.name)) continue;
    try {
      const sample = await coldStart(contender, setting);
      if (round >= WARM_UP_ROUNDS) samples.get(contender.name)?.push(sample);
    } catch (error) {
      if (!(error instanceof ContenderFailure)) throw error;
      failures.push(error);
      samples.delete(contender.name);
    }
    count();
  }
  return { samples, failures };
}
