import type { ColdStartSample } from './cold-start.ts';
import type { Machine } from './machine.ts';
import type { ServiceResult } from './service/service-result.ts';
import type { WarmBlock } from './warm-blocks.ts';
import type { Workload } from './workload.ts';

/** All that was measured about one contender. Empty where it was not asked for. */
export interface ContenderResult {
  readonly name: string;
  /** Sample i of all contenders comes from the same round. */
  readonly coldStarts: readonly ColdStartSample[];
  readonly warmBlocks: readonly WarmBlock[];
}

/** One run of the benchmark: what is written to the JSON file. */
export interface BenchResult {
  /** ISO 8601. */
  readonly startedAt: string;
  readonly workload: Omit<Workload, 'taskRoot'>;
  readonly memoryMb: number;
  readonly machine: Machine;
  readonly contenders: readonly ContenderResult[];
  /** Only where it was asked for. */
  readonly service?: ServiceResult;
  readonly absent: readonly { readonly name: string; readonly reason: string }[];
  readonly warnings: readonly string[];
}
