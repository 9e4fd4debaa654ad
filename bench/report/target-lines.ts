import type { ContenderResult, ScenarioResult } from '../bench-result.ts';
import {
  differenceEstimate,
  type Estimate,
  medianEstimate,
  ratioEstimate,
  verdict,
} from '../statistics/confidence-interval.ts';
import { median } from '../statistics/summary.ts';
import { difference, millisecondsWithInterval, ratio } from './figures.ts';
import type { Measure } from './measures.ts';
import { type Limit, TARGETS, type Target } from './targets.ts';

/** The targets that this scenario can say something about, one line each. */
export function targetLines(scenario: ScenarioResult): string[] {
  return TARGETS.filter((target) => isFor(target, scenario)).flatMap((target) => {
    const { measure, contenders, rival } = target;
    const measured = scenario.contenders.filter((contender) => measure.samples(contender).length > 0);
    const ours = best(
      measure,
      measured.filter(({ name }) => contenders.includes(name)),
    );
    if (ours === undefined) return [];
    if (target.limit.kind === 'at most') return [ownTargetLine(target, ours, target.limit)];
    const theirs = measured.find(({ name }) => name === rival);
    return theirs === undefined ? [] : [targetLine(target, ours, theirs)];
  });
}

function isFor({ functions, condition, memoryMb }: Target, { workload, ...scenario }: ScenarioResult): boolean {
  const isThere = condition === scenario.condition && (memoryMb ?? scenario.memoryMb) === scenario.memoryMb;
  return isThere && workload.own !== undefined && functions.includes(workload.own);
}

function best(measure: Measure, contenders: readonly ContenderResult[]): ContenderResult | undefined {
  const figures = contenders.map((contender) => ({ contender, value: median(measure.samples(contender)) }));
  return figures.toSorted((one, other) => one.value - other.value)[0]?.contender;
}

function ownTargetLine({ measure }: Target, ours: ContenderResult, limit: Limit & { kind: 'at most' }): string {
  const measured = medianEstimate(measure.samples(ours));
  const text = `${ours.name} = ${millisecondsWithInterval(measured)} ms`;
  return `${measure.name}: ${text}, limit ${limit.mostMs} ms: ${judge(limit, measured)}`;
}

function targetLine({ measure, limit }: Target, ours: ContenderResult, theirs: ContenderResult): string {
  const [samples, rivals] = [measure.samples(ours), measure.samples(theirs)];
  if (limit.kind === 'difference') {
    const measured = differenceEstimate(samples, rivals, 'paired');
    const text = `${ours.name} − ${theirs.name} = ${difference(measured, measure.unit)} ms`;
    return `${measure.name}: ${text}, limit ${limit.mostMs} ms: ${judge(limit, measured)}`;
  }
  const measured = ratioEstimate(samples, rivals, 'paired');
  const limitText = limit.kind === 'ratio' ? `limit ${limit.most.toFixed(2)}` : limit.kind;
  return `${measure.name}: ${ours.name} / ${theirs.name} = ${ratio(measured)}, ${limitText}: ${judge(limit, measured)}`;
}

function judge(limit: Limit, measured: Estimate): string {
  switch (verdict(measured, bound(limit))) {
    case 'lower':
      return 'met';
    case 'higher':
      return 'missed';
    case 'no difference':
      return limit.kind === 'no slower'
        ? 'met (no difference)'
        : 'undecided, the interval spans the limit: more --runs, a quieter machine';
  }
}

function bound(limit: Limit): number {
  switch (limit.kind) {
    case 'ratio':
      return limit.most;
    case 'difference':
    case 'at most':
      return limit.mostMs;
    case 'no slower':
      return 1;
  }
}
