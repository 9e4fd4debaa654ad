import { BenchError } from '../bench-error.ts';
import type { Workload } from '../workload.ts';
import type { Contender } from './contender.ts';
import { ContenderFailure } from './contender-failure.ts';
import { UnsuitedError } from './unsuited-error.ts';

/** Contenders that have the function as they run it, and who could not make that of it. */
export interface BuiltContenders {
  readonly ready: readonly Contender[];
  readonly failures: readonly ContenderFailure[];
  /** For whom this function is none, and why. */
  readonly unsuited: readonly { readonly name: string; readonly reason: string }[];
}

/** Has the contenders make of a function what they run, as far as they make something of it. */
export async function buildContenders(contenders: readonly Contender[], workload: Workload): Promise<BuiltContenders> {
  const ready: Contender[] = [];
  const failures: ContenderFailure[] = [];
  const unsuited: BuiltContenders['unsuited'][number][] = [];
  for (const contender of contenders) {
    try {
      const built = await contender.build?.(workload);
      ready.push(built === undefined ? contender : { ...contender, built });
    } catch (error) {
      if (!(error instanceof BenchError)) throw error;
      if (error instanceof UnsuitedError) unsuited.push({ name: contender.name, reason: error.message });
      else failures.push(new ContenderFailure(contender.name, error.message, ''));
    }
  }
  return { ready, failures, unsuited };
}
