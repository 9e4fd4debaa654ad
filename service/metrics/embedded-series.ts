import type { EmbeddedSample } from './embedded-metrics.ts';
import { metricId } from './metric-id.ts';
import { helpText, prometheusLabels, prometheusName, sampleLine, unused } from './prometheus-text.ts';

/** A metric of a namespace in one unit. */
interface Family {
  readonly name: string;
  readonly help: string;
  /** By their dimensions. */
  readonly series: Map<string, Series>;
}

interface Series {
  /** The function whose log it was in first. */
  readonly owner: string;
  readonly labels: ReadonlyMap<string, string>;
  count: number;
  sum: number;
}

const MAX_SERIES = 1000;
const PARTS = ['_count', '_sum'];

/** What functions have written as metrics into their logs since the service was started, for Prometheus. */
export class EmbeddedSeries {
  readonly #families = new Map<string, Family>();
  readonly #names: Set<string>;
  #count = 0;

  /** @param taken names that other metrics have */
  constructor(taken: readonly string[]) {
    this.#names = new Set(taken);
  }

  /** @returns whether there was room for it */
  add(owner: string, sample: EmbeddedSample): boolean {
    const series = this.#seriesOf(owner, sample);
    if (series === undefined) return false;
    series.count += sample.values.length;
    series.sum += sample.values.reduce((sum, value) => sum + value, 0);
    return true;
  }

  /** In the text format: a summary without quantiles each. */
  text(): string {
    return [...this.#families.values()].map(familyText).join('');
  }

  forget(isMeant: (functionName: string) => boolean): void {
    for (const [familyKey, { name, series }] of this.#families) {
      for (const [key, { owner }] of series) {
        if (!isMeant(owner)) continue;
        series.delete(key);
        this.#count -= 1;
      }
      if (series.size > 0) continue;
      this.#families.delete(familyKey);
      for (const taken of namesOf(name)) this.#names.delete(taken);
    }
  }

  #seriesOf(owner: string, sample: EmbeddedSample): Series | undefined {
    const { namespace, metric, unit, dimensions } = sample;
    const familyKey = JSON.stringify([namespace, metric, unit]);
    const { key } = metricId('', '', dimensions);
    const known = this.#families.get(familyKey)?.series.get(key);
    if (known !== undefined || this.#count >= MAX_SERIES) return known;
    const family = this.#families.get(familyKey) ?? this.#newFamily(familyKey, sample);
    const series = { owner, labels: prometheusLabels(dimensions), count: 0, sum: 0 };
    family.series.set(key, series);
    this.#count += 1;
    return series;
  }

  #newFamily(key: string, sample: EmbeddedSample): Family {
    const taken = { has: (name: string) => namesOf(name).some((each) => this.#names.has(each)) };
    const name = unused(taken, prometheusName(sample));
    const help = `${sample.metric} of ${sample.namespace}, in ${sample.unit}, from the logs of functions.`;
    const family = { name, help, series: new Map<string, Series>() };
    for (const each of namesOf(name)) this.#names.add(each);
    this.#families.set(key, family);
    return family;
  }
}

function namesOf(name: string): readonly string[] {
  return [name, ...PARTS.map((part) => `${name}${part}`)];
}

function familyText({ name, help, series }: Family): string {
  const samples = [...series.values()].flatMap(({ labels, count, sum }) => [
    sampleLine(`${name}_count`, labels, count),
    sampleLine(`${name}_sum`, labels, sum),
  ]);
  return [`# HELP ${name} ${helpText(help)}`, `# TYPE ${name} summary`, ...samples, ''].join('\n');
}
