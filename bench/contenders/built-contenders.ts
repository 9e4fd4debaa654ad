import { BenchError } from '../bench-error.ts';
import type { Workload } from '../workload.ts';
import { ContenderFailure } from './contender-failure.ts';
import type { Contender } from './running-contender.ts';

/** Contenders that have the function as they run it, and who could not make that of it. */
export interface BuiltContenders {
  readonly ready: readonly Contender[];
  readonly failures: readonly ContenderFailure[];
}

/** Has the contenders make of a function what they run, as far as they make something of it. */
export async function buildContenders(contenders: readonly Contender[], workload: Workload): Promise<BuiltContenders> {
  const ready: Contender[] = [];
  const failures: ContenderFailure[] = [];
  for (const contender of contenders) {
    try {
      const built = await contender.build?.(workload);
      ready.push(built === undefined ? contender : { ...contender, built });
    } catch (error) {
      if (!(error instanceof BenchError)) throw error;
      failures.push(new ContenderFailure(contender.name, error.message, ''));
    }
  }
  return { ready, failures };
}
