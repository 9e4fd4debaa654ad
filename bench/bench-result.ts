import type { ColdStartSample } from './cold-start.ts';
import type { Machine } from './machine.ts';
import type { MicroFigure } from './micro/micro-benchmarks.ts';
import type { TracedStart } from './phases.ts';
import type { ServiceResult } from './service/service-result.ts';
import type { WarmBlock } from './warm-blocks.ts';
import type { Workload } from './workload.ts';

/** All that was measured about one contender in one scenario. Empty where it was not asked for, or where it failed. */
export interface ContenderResult {
  readonly name: string;
  /** Such as `Node.js 24.21.0`. */
  readonly version: string;
  /** Sample i of all contenders comes from the same round. */
  readonly coldStarts: readonly ColdStartSample[];
  readonly warmBlocks: readonly WarmBlock[];
  /** What a few further starts consisted of; empty for contenders that say nothing of it. */
  readonly phases: readonly TracedStart[];
  /** Why it was left out, in one line, and the end of what it wrote. */
  readonly failure?: { readonly reason: string; readonly output: string };
}

/** One function under one condition. */
export interface ScenarioResult {
  readonly workload: Pick<Workload, 'name' | 'own' | 'handler' | 'event'>;
  /** `warm-cache` and the like. */
  readonly condition: string;
  /** What the condition has set up. */
  readonly details: readonly string[];
  readonly memoryMb: number;
  readonly contenders: readonly ContenderResult[];
  /** Contenders that cannot run the function. */
  readonly excluded?: readonly { readonly name: string; readonly reason: string }[];
  /** Why this machine cannot have the function or the condition; there are no contenders then. */
  readonly skipped?: string;
}

/** One run of the benchmark: what is written to the JSON file. */
export interface BenchResult {
  /** ISO 8601. */
  readonly startedAt: string;
  readonly machine: Machine;
  readonly scenarios: readonly ScenarioResult[];
  /** Only where it was asked for. */
  readonly service?: ServiceResult;
  /** Only where it was asked for. */
  readonly micro?: readonly MicroFigure[];
  /** Contenders that could not be had at all. */
  readonly absent: readonly { readonly name: string; readonly reason: string }[];
  readonly warnings: readonly string[];
}
