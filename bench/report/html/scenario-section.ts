import type { ScenarioResult } from '../../bench-result.ts';
import { noiseWarnings } from '../../noise.ts';
import type { CumulativeChart, ScatterChart, WaterfallChart } from '../charts/chart.ts';
import { contenderColor } from '../charts/contender-color.ts';
import { distributionChart } from '../charts/distribution-chart.ts';
import { STEPS } from '../charts/steps.ts';
import { storageCharts } from '../charts/storage-charts.ts';
import { waterfallChart } from '../charts/waterfall-chart.ts';
import { milliseconds } from '../figures.ts';
import { HEADLINE } from '../measures.ts';
import { failureLines } from '../run-lines.ts';
import { targetLines } from '../target-lines.ts';
import { figure } from './figure.ts';
import { figuresTable } from './figures-table.ts';
import { headlineTable } from './headline-table.ts';
import { lineList } from './line-list.ts';
import { html, type Markup } from './markup.ts';

/** All about one function under one condition. */
export function scenarioSection(scenario: ScenarioResult, place: number): Markup {
  const { workload, skipped } = scenario;
  const title = html`<h2 id="${`scenario-${place}-title`}">${workload.name} <small>${scenario.condition}</small></h2>`;
  const measured =
    skipped === undefined ? measuredPart(scenario) : html`<p class="skipped">Not measured: ${skipped}</p>`;
  return html`<section id="${`scenario-${place}`}" aria-labelledby="${`scenario-${place}-title`}">
${title}
${measured}
${failures(scenario)}</section>
`;
}

function measuredPart(scenario: ScenarioResult): Markup {
  const { contenders, workload, details, memoryMb } = scenario;
  const waterfall = waterfallChart(contenders);
  const facts = [
    `handler ${workload.handler}`,
    `event ${workload.event}`,
    `${memoryMb} MB`,
    ...details,
    ...counts(scenario),
  ];
  return html`<p class="facts">${facts.map((fact) => html`<span>${fact}</span> `)}</p>
${lineList('Targets', targetLines(scenario))}${lineList('Read with care', noiseWarnings(scenario))}${headlineTable(scenario)}
${waterfall && waterfallFigure(waterfall)}
<div class="pairs">${distributionFigures(scenario)}</div>
<div class="pairs">${storageFigures(scenario)}</div>
`;
}

function counts({ contenders }: ScenarioResult): string[] {
  const starts = Math.max(0, ...contenders.map(({ coldStarts }) => coldStarts.length));
  const blocks = contenders.find(({ warmBlocks }) => warmBlocks.length > 0)?.warmBlocks ?? [];
  const each = blocks[0]?.eventToResponseMs.length ?? 0;
  return [
    ...(starts === 0 ? [] : [`${starts} cold starts of each contender`]),
    ...(each === 0 ? [] : [`${blocks.length} blocks of ${each} warm invocations`]),
  ];
}

function waterfallFigure(chart: WaterfallChart): Markup {
  const present = Object.entries(STEPS).filter(([step]) => chart.steps.some((each) => each.step === step));
  const legend = present.map(([step, name]) => html`<li><i class="${`step-${step}`}"></i>${name}</li>`);
  const about = 'medians of each moment, in ms since the spawn; beside a bar stands when the first response was there';
  const divided = chart.steps.some(({ step }) => step === 'node');
  const traced = divided
    ? '. The parts of init are the shares that they had in a few further starts, which were traced.'
    : '.';
  const more = html`<ul class="legend" aria-hidden="true">${legend}</ul>`;
  return html`${figure(chart, 'What a start consists of', about + traced, more)}${stepTable(chart, present)}`;
}

// What the bars say, for those who do not see them or want the numbers.
function stepTable(chart: WaterfallChart, present: readonly (readonly [string, string])[]): Markup {
  const lengthOf = (contender: string, step: string) => {
    const found = chart.steps.find((each) => each.contender === contender && each.step === step);
    return found && milliseconds(found.toMs - found.fromMs);
  };
  const rows = present.map(([step, name]) => [name, ...chart.contenders.map((contender) => lengthOf(contender, step))]);
  return html`<details><summary>The steps in numbers</summary>
${figuresTable('Steps of a start in ms', ['ms', ...chart.contenders], rows)}</details>
`;
}

function distributionFigures({ contenders }: ScenarioResult): Markup[] {
  return HEADLINE.flatMap((measure) => {
    const chart = distributionChart(measure, contenders);
    if (chart === undefined) return [];
    const scale = chart.axis.isLogarithmic ? ', on a logarithmic scale' : '';
    const drawn =
      chart.kind === 'strip'
        ? `each dot is one sample${scale}; line and box: median and its 95 % interval`
        : `share of the samples that took at most so long${scale}; dots: p50, p90, p99`;
    const legend = chart.kind === 'cumulative' ? contenderLegend(chart) : undefined;
    return [figure(chart, `All samples: ${measure.name}`, drawn, legend)];
  });
}

function storageFigures({ contenders }: ScenarioResult): Markup[] {
  const about = 'each dot is one start, up to its first response';
  return storageCharts(contenders).map((chart) =>
    figure(chart, `Storage: ${chart.label} against time`, about, contenderLegend(chart)),
  );
}

function contenderLegend(chart: CumulativeChart | ScatterChart): Markup {
  const { contenders } = chart;
  const drawn = new Set((chart.kind === 'scatter' ? chart.points : chart.rows).map(({ contender }) => contender));
  const entries = contenders.filter((name) => drawn.has(name));
  return html`<ul class="legend" aria-hidden="true">${entries.map(
    (name) => html`<li><i style="${`background:${contenderColor(name, contenders)}`}"></i>${name}</li>`,
  )}</ul>`;
}

function failures(scenario: ScenarioResult): Markup {
  const outputs = scenario.contenders.flatMap(({ name, failure }) =>
    failure === undefined || failure.output === ''
      ? []
      : [html`<details><summary>What ${name} wrote</summary><pre>${failure.output}</pre></details>`],
  );
  return html`${lineList('Failed', failureLines(scenario))}${outputs}`;
}
