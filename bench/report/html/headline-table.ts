import type { ScenarioResult } from '../../bench-result.ts';
import { isOurs } from '../../contenders/ours.ts';
import { type HeadlineGroup, type HeadlineRow, headlineGroups } from '../headline.ts';
import { html, type Markup } from './markup.ts';

/** All measures of a scenario, one block for each; nothing where nothing was measured. */
export function headlineTable(scenario: ScenarioResult): Markup | undefined {
  const groups = headlineGroups(scenario);
  if (groups.length === 0) return undefined;
  const yardsticks = [...new Set(groups.flatMap((group) => group.yardsticks))];
  return html`<div class="scroll" role="region" aria-label="All measures" tabindex="0"><table class="headline">
<thead><tr><th scope="col">contender</th><th scope="col">p50 <small>[95 %]</small></th><th scope="col">p90</th>
<th scope="col">p99</th>${yardsticks.map((name) => html`<th scope="col"><small>/ ${name}</small></th>`)}</tr></thead>
${groups.map((group) => groupRows(group, yardsticks))}</table></div>
`;
}

function groupRows({ measure, rows, yardsticks }: HeadlineGroup, columns: readonly string[]): Markup {
  const unit = measure.unit === 'ms' ? 'ms' : 'MB';
  const cells = (row: HeadlineRow) => columns.map((name) => ratioCell(row.ratios[yardsticks.indexOf(name)]));
  return html`<tbody>
<tr class="measure"><th colspan="${4 + columns.length}" scope="rowgroup">${measure.name}, ${unit} <small>${measure.about}</small></th></tr>
${rows.map(
  (row) => html`<tr${highlight(row)}><th scope="row">${row.contender}</th>
<td><b>${row.p50}</b> <small>${row.interval}</small></td><td>${row.p90}</td><td>${row.p99}</td>${cells(row)}</tr>
`,
)}</tbody>
`;
}

function highlight({ contender }: HeadlineRow): Markup | undefined {
  return isOurs(contender) ? html` class="ours"` : undefined;
}

function ratioCell(text: string | undefined): Markup {
  const [value, ...interval] = text?.split(' ') ?? [];
  return value === undefined ? html`<td>–</td>` : html`<td>${value} <small>${interval.join(' ')}</small></td>`;
}
