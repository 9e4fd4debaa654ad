import type { BenchResult } from '../../bench-result.ts';
import { machineLine, notMeasuredLines } from '../run-lines.ts';
import { lineList } from './line-list.ts';
import { html, type Markup } from './markup.ts';

/** Where the figures come from and who took part. */
export function runPart(result: BenchResult): Markup {
  return html`<section id="run" aria-labelledby="run-title">
<h2 id="run-title">This run</h2>
<dl><dt>Begun</dt><dd><time datetime="${result.startedAt}">${dateLine(result.startedAt)}</time></dd>
<dt>Machine</dt><dd>${machineLine(result.machine)}</dd>
${versions(result).map(
  ([name, version]) => html`<dt>${name}</dt><dd>${version}</dd>
`,
)}</dl>
${lineList('Not measured', notMeasuredLines(result))}</section>
`;
}

/** `2026-01-02 03:04 UTC`. */
export function dateLine(startedAt: string): string {
  return `${startedAt.slice(0, 16).replace('T', ' ')} UTC`;
}

function versions({ scenarios }: BenchResult): (readonly [string, string])[] {
  const all = scenarios.flatMap(({ contenders }) => contenders.map(({ name, version }) => [name, version] as const));
  return [...new Map(all)];
}
