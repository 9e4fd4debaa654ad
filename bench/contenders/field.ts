import type { Absence } from '../../layer/absence.ts';
import type { Progress } from '../progress.ts';
import type { Contender, ContenderEntry, Ground } from './contender.ts';

/** Who takes part, and who does not. */
export interface Field {
  readonly contenders: readonly Contender[];
  readonly absent: readonly (Absence & { readonly name: string })[];
}

/** Prepares the contenders: installs and finds what they consist of. Whoever cannot be had is left out with the reason. */
export async function prepareField(
  entries: readonly ContenderEntry[],
  ground: Ground,
  progress: Progress,
): Promise<Field> {
  const contenders: Contender[] = [];
  const absent: (Absence & { name: string })[] = [];
  for (const { name, prepare } of entries) {
    const prepared = await prepare(ground, progress);
    if ('reason' in prepared) absent.push({ name, reason: prepared.reason });
    else contenders.push({ name, ...prepared });
  }
  return { contenders, absent };
}
