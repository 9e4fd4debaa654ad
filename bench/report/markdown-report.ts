import { writeFile } from 'node:fs/promises';
import { BenchError } from '../bench-error.ts';
import type { BenchResult, ContenderResult, ScenarioResult } from '../bench-result.ts';
import { isOurs } from '../contenders/ours.ts';
import { medianEstimate } from '../statistics/confidence-interval.ts';
import { comparedRatio, interval, withoutUnit } from './figures.ts';
import { COLD_SUM, compare, HEADLINE, INIT, type Measure, WARM } from './measures.ts';
import { failureLines, machineLine, notMeasuredLines } from './run-lines.ts';
import { presentYardsticks } from './yardsticks.ts';

const COMPARED = [INIT, COLD_SUM, WARM];

/** Writes the medians of every scenario as tables of Markdown, for a README or an issue. */
export async function writeMarkdownReport(file: string, result: BenchResult): Promise<void> {
  await writeFile(file, markdownReport(result)).catch((cause: NodeJS.ErrnoException) => {
    throw new BenchError(`--markdown ${file}: cannot be written (${cause.code})`, { cause });
  });
}

/** The text of the tables, with where, when and of what they were measured. */
export function markdownReport(result: BenchResult): string {
  const { scenarios, machine, startedAt, warnings } = result;
  const lines = [...scenarios.flatMap(failureLines), ...notMeasuredLines(result), ...warnings];
  const parts = [
    ...scenarios.flatMap(scenarioPart),
    `Measured by \`snapboot bench\` on ${startedAt.slice(0, 10)}: ${machineLine(machine)}. Medians [95 % intervals].\n`,
    ...(lines.length === 0 ? [] : [lines.map((line) => `- ${escaped(line)}\n`).join('')]),
  ];
  return parts.join('\n');
}

function scenarioPart({ workload, condition, details, contenders }: ScenarioResult): string[] {
  const measured = contenders.filter(({ coldStarts, warmBlocks }) => coldStarts.length + warmBlocks.length > 0);
  if (measured.length === 0) return [];
  const measures = HEADLINE.filter((measure) => measured.some((contender) => measure.samples(contender).length > 0));
  const starts = measured[0]?.coldStarts.length ?? 0;
  const counted = starts === 0 ? [] : [`${starts} cold starts of each`];
  const title = escaped([workload.name, condition, ...details, ...counted].join(', '));
  const ratios = ratioLines(measured);
  return [`**${title}**\n`, table(measures, measured), ...(ratios.length === 0 ? [] : [ratios.join('')])];
}

function table(measures: readonly Measure[], contenders: readonly ContenderResult[]): string {
  const titles = measures.map(({ name, unit }) => `${name}, ${unit === 'ms' ? 'ms' : 'MB'}`);
  const rows = contenders.map((contender) => [
    `${contender.name} (${contender.version})`,
    ...measures.map((measure) => cell(measure, contender)),
  ]);
  const rule = ['---', ...measures.map(() => '---:')];
  return [['contender', ...titles], rule, ...rows].map((cells) => `| ${cells.map(escaped).join(' | ')} |\n`).join('');
}

function cell(measure: Measure, contender: ContenderResult): string {
  const samples = measure.samples(contender);
  if (samples.length === 0) return '';
  const estimate = medianEstimate(samples);
  return `${withoutUnit(estimate.value, measure.unit)} ${interval(estimate, measure.unit)}`;
}

function ratioLines(contenders: readonly ContenderResult[]): string[] {
  const ours = contenders.filter(({ name }) => isOurs(name));
  const pairs = ours.flatMap((each) => presentYardsticks(contenders).map((yardstick) => [each, yardstick] as const));
  return pairs.flatMap(([each, yardstick]) => {
    const ratios = COMPARED.flatMap((measure) => {
      const compared = compare(measure, each, yardstick);
      return compared === undefined ? [] : [`${measure.name} ${comparedRatio(compared)}`];
    });
    return ratios.length === 0 ? [] : [`- ${each.name} / ${yardstick.name}: ${ratios.join(', ')}\n`];
  });
}

/** Text that stays text, also within a table. */
function escaped(text: string): string {
  return text.replace(/[\\|<>*_`]/g, '\\$&').replaceAll('\n', ' ');
}
