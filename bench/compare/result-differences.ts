import type { BenchResult, ContenderResult, ScenarioResult } from '../bench-result.ts';
import type { Machine } from '../machine.ts';
import { pairsOf, scenarioName } from './comparison.ts';

const MACHINE_FACTS = ['cpu', 'cores', 'memoryBytes', 'kernel', 'architecture'] as const;

/** In what the two results differ besides their figures, one line each. */
export function resultDifferences(older: BenchResult, newer: BenchResult): string[] {
  return [
    ...machineDifferences(older.machine, newer.machine),
    ...changed('Node.js', older.machine.nodeVersion, newer.machine.nodeVersion),
    ...versionDifferences(older, newer),
    ...pairsOf(older, newer).flatMap(([before, after]) => scenarioDifferences(before, after)),
    ...missing(older.scenarios.map(scenarioName), newer.scenarios.map(scenarioName), (name) => name),
  ];
}

/** What was measured before and has failed now, one line each: that is no figure, and worse than a slow one. */
export function newFailures(older: BenchResult, newer: BenchResult): { contender: string; line: string }[] {
  return pairsOf(older, newer).flatMap(([before, after]) =>
    after.contenders.flatMap(({ name, failure }) => {
      const had = before.contenders.find((contender) => contender.name === name);
      if (failure === undefined || had === undefined || had.failure !== undefined) return [];
      return [{ contender: name, line: `${name}, ${scenarioName(after)}: fails in the new result: ${failure.reason}` }];
    }),
  );
}

function machineDifferences(before: Machine, after: Machine): string[] {
  const differing = MACHINE_FACTS.filter((fact) => before[fact] !== after[fact]);
  if (differing.length === 0) return [];
  const facts = ({ cpu, cores, memoryBytes, kernel, architecture }: Machine) =>
    `${cpu}, ${cores} cores, ${Math.round(memoryBytes / 1024 ** 3)} GB, Linux ${kernel} ${architecture}`;
  const [old, now] = [facts(before), facts(after)];
  return old === now ? [] : [`machine: ${old} → ${now}`];
}

function versionDifferences(older: BenchResult, newer: BenchResult): string[] {
  const [before, after] = [versions(older), versions(newer)];
  return [...after].flatMap(([name, version]) => changed(name, before.get(name) ?? version, version));
}

function versions({ scenarios }: BenchResult): Map<string, string> {
  return new Map(scenarios.flatMap(({ contenders }) => contenders.map(({ name, version }) => [name, version])));
}

function scenarioDifferences(before: ScenarioResult, after: ScenarioResult): string[] {
  const name = scenarioName(after);
  const facts = ({ workload, memoryMb, details, skipped }: ScenarioResult) => ({
    handler: workload.handler,
    event: workload.event,
    memory: `${memoryMb} MB`,
    condition: skipped === undefined ? details.join(', ') || 'no details' : `skipped: ${skipped}`,
  });
  const [old, now] = [facts(before), facts(after)];
  const keys = ['handler', 'event', 'memory', 'condition'] as const;
  const names = ({ contenders }: ScenarioResult) => contenders.map((contender: ContenderResult) => contender.name);
  return [
    ...keys.flatMap((key) => changed(`${name}: ${key}`, old[key], now[key])),
    ...missing(names(before), names(after), (contender) => `${contender}, ${name}`),
  ];
}

function changed(what: string, before: string, after: string): string[] {
  return before === after ? [] : [`${what}: ${before} → ${after}`];
}

function missing(before: readonly string[], after: readonly string[], shown: (name: string) => string): string[] {
  return [
    ...before.filter((name) => !after.includes(name)).map((name) => `${shown(name)}: only in the old result`),
    ...after.filter((name) => !before.includes(name)).map((name) => `${shown(name)}: only in the new result`),
  ];
}
