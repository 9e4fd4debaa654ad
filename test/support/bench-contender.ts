import { OPEN_WARM_CACHE } from '../../bench/conditions/warm-cache.ts';
import type { Contender } from '../../bench/contenders/contender.ts';
import type { Setting } from '../../bench/contenders/lambda-variables.ts';
import { findWorkloads } from '../../bench/workload.ts';
import type { CommandLine } from '../../service/processes/command-line.ts';

/** A contender that consists of its command. */
export function contenderOf(name: string, command: CommandLine, echoes = true): Contender {
  return { name, command, files: [], version: '', echoes };
}

/** The empty handler, with files from the page cache. */
export async function emptySetting(memoryMb = 128): Promise<Setting> {
  const [workload] = await findWorkloads({ workloads: [] });
  if (workload === undefined) throw new RangeError('there is no workload');
  return { workload, memoryMb, condition: OPEN_WARM_CACHE };
}
