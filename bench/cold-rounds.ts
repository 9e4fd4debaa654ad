import { type ColdStartSample, coldStart } from './cold-start.ts';
import type { Setting } from './contenders/lambda-variables.ts';
import type { Contender } from './contenders/running-contender.ts';
import type { Progress } from './progress.ts';
import { interleave } from './rounds.ts';
import type { Random } from './statistics/random.ts';

/** Dropped from the front: the first starts fill the page cache. */
export const WARM_UP_ROUNDS = 2;

/** Samples by the name of the contender; sample i of all contenders comes from the same round. */
export async function coldRounds(
  contenders: readonly Contender[],
  setting: Setting,
  runs: number,
  random: Random,
  progress: Progress,
): Promise<Map<string, ColdStartSample[]>> {
  const samples = new Map(contenders.map(({ name }) => [name, [] as ColdStartSample[]]));
  const turns = interleave(contenders, WARM_UP_ROUNDS + runs, random);
  const count = progress.counter('cold starts', turns.length);
  for (const { round, contender } of turns) {
    const sample = await coldStart(contender, setting);
    if (round >= WARM_UP_ROUNDS) samples.get(contender.name)?.push(sample);
    count();
  }
  return samples;
}
