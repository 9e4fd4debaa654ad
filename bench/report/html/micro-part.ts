import type { MicroFigure } from '../../micro/micro-benchmarks.ts';
import { microTable } from '../../micro/micro-section.ts';
import { figuresTable } from './figures-table.ts';
import { html, type Markup } from './markup.ts';

/** The hot paths of the runtime; nothing where they were not measured. */
export function microPart(figures: readonly MicroFigure[] | undefined): Markup | undefined {
  if (figures === undefined) return undefined;
  const { titles, rows } = microTable(figures);
  const [title = '', ...columns] = titles;
  return html`<section id="micro" aria-labelledby="micro-title">
<h2 id="micro-title">${title}</h2>
${figuresTable(title, ['', ...columns], rows)}</section>
`;
}
