import type { BenchResult, ScenarioResult } from '../bench-result.ts';
import type { Machine } from '../machine.ts';

/** What the figures come from, in one line. */
export function machineLine({
  cpu,
  cores,
  memoryBytes,
  kernel,
  architecture,
  nodeVersion,
  loadBefore,
}: Machine): string {
  const memory = `${Math.round(memoryBytes / 1024 ** 3)} GB`;
  const load = `load before ${loadBefore.toFixed(2)}`;
  return `${cpu}, ${cores} cores, ${memory}, Linux ${kernel} ${architecture}, Node.js ${nodeVersion}, ${load}`;
}

/** Contenders that have failed in a scenario, and why, one line each. */
export function failureLines({ workload, condition, contenders }: ScenarioResult): string[] {
  return contenders.flatMap(({ name, failure }) =>
    failure === undefined ? [] : [`${name}, ${workload.name}, ${condition}: ${failure.reason}`],
  );
}

/** Contenders that could not be had, or cannot run a function, and conditions that this machine has not, one line each. */
export function notMeasuredLines({ absent, scenarios }: BenchResult): string[] {
  const skipped = new Set(scenarios.flatMap(skippedLines));
  return [...absent.map(({ name, reason }) => `${name}: ${reason}`), ...skipped];
}

function skippedLines({ workload, condition, skipped, excluded = [] }: ScenarioResult): string[] {
  const lines = excluded.map(({ name, reason }) => `${name}, ${workload.name}: ${reason}`);
  return skipped === undefined ? lines : [...lines, `${workload.name}, ${condition}: ${skipped}`];
}
