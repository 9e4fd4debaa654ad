import type { EmbeddedSample } from './embedded-metrics.ts';

/** Labels that have a meaning of their own. */
const RESERVED_LABELS = ['le', 'quantile', 'job', 'instance'];

/** `MyApp`, `ProcessingLatency`, `Milliseconds` → `my_app_processing_latency_milliseconds`. */
export function prometheusName({
  namespace,
  metric,
  unit,
}: Pick<EmbeddedSample, 'namespace' | 'metric' | 'unit'>): string {
  const parts = [namespace, metric, ...(unit === 'None' || unit === 'Count' ? [] : [unit.replace('/', 'Per')])];
  const name = parts.map(snakeCase).filter(Boolean).join('_');
  return /^[a-z]/.test(name) ? name : `metric_${name}`;
}

/** Names of labels for names of dimensions: different ones for different ones. */
export function prometheusLabels(dimensions: Readonly<Record<string, string>>): ReadonlyMap<string, string> {
  const labels = new Map<string, string>();
  for (const [name, value] of Object.entries(dimensions)) labels.set(unused(labels, labelName(name)), value);
  return labels;
}

/** A name that is not taken yet. */
export function unused(taken: { has(name: string): boolean }, name: string): string {
  let free = name;
  for (let count = 2; taken.has(free); count += 1) free = `${name}_${count}`;
  return free;
}

/** One line of the text format. */
export function sampleLine(name: string, labels: ReadonlyMap<string, string>, value: number): string {
  const inside = [...labels].map(([label, text]) => `${label}="${escaped(text)}"`).join(',');
  return `${name}${inside && `{${inside}}`} ${value}`;
}

/** The text behind `# HELP`. */
export function helpText(text: string): string {
  return text.replaceAll('\\', '\\\\').replaceAll('\n', '\\n');
}

function labelName(dimension: string): string {
  const name = snakeCase(dimension);
  if (!/^[a-z]/.test(name)) return `dimension_${name}`;
  return RESERVED_LABELS.includes(name) ? `${name}_` : name;
}

function snakeCase(text: string): string {
  return text
    .replaceAll(/([a-z\d])([A-Z])/g, '$1_$2')
    .replaceAll(/[^A-Za-z\d]+/g, '_')
    .replaceAll(/^_+|_+$/g, '')
    .toLowerCase();
}

function escaped(text: string): string {
  return helpText(text).replaceAll('"', '\\"');
}
