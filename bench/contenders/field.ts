import { BenchError } from '../bench-error.ts';
import { coldStart } from '../cold-start.ts';
import type { Progress } from '../progress.ts';
import type { Absence, ContenderEntry, Ground } from './contenders.ts';
import type { Setting } from './lambda-variables.ts';
import type { Contender } from './running-contender.ts';

/** Who takes part, and who does not. */
export interface Field {
  readonly contenders: readonly Contender[];
  readonly absent: readonly (Absence & { readonly name: string })[];
}

/**
 * Prepares the contenders and starts each of them once, since a run is lost when one of them fails in the middle.
 * Throws BenchError when one fails that is not optional, or when none is left.
 */
export async function prepareField(
  entries: readonly ContenderEntry[],
  ground: Ground,
  setting: Setting,
  progress: Progress,
): Promise<Field> {
  const contenders: Contender[] = [];
  const absent: (Absence & { name: string })[] = [];
  for (const entry of entries) {
    const { name } = entry;
    const prepared = await prepareOne(entry, ground, setting, progress);
    if ('reason' in prepared) absent.push({ name, reason: prepared.reason });
    else contenders.push(prepared);
  }
  if (contenders.length === 0) throw new BenchError(absent.map(({ name, reason }) => `${name}: ${reason}`).join('; '));
  return { contenders, absent };
}

async function prepareOne(
  { name, optional, prepare }: ContenderEntry,
  ground: Ground,
  setting: Setting,
  progress: Progress,
): Promise<Contender | Absence> {
  const command = await prepare(ground, progress);
  if ('reason' in command) return command;
  const contender = { name, command };
  try {
    await coldStart(contender, setting);
    return contender;
  } catch (error) {
    if (!optional || !(error instanceof BenchError)) throw error;
    return { reason: error.message.replace(`${name}: `, '') };
  }
}
