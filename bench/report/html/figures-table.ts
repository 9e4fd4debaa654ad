import { html, type Markup } from './markup.ts';

/** Text in columns, with a name in the first one. It scrolls by itself where there is little room. */
export function figuresTable(
  about: string,
  columns: readonly string[],
  rows: readonly (readonly (string | undefined)[])[],
): Markup {
  return html`<div class="scroll" role="region" aria-label="${about}" tabindex="0"><table>
<thead><tr>${columns.map((name) => html`<th scope="col">${name}</th>`)}</tr></thead>
<tbody>${rows.map(
    ([
      name,
      ...cells
    ]) => html`<tr><th scope="row">${name}</th>${cells.map((cell) => html`<td>${cell ?? '–'}</td>`)}</tr>
`,
  )}</tbody></table></div>
`;
}
