import type { Chart } from '../charts/chart.ts';
import { embeddedJson, html, type Markup } from './markup.ts';

/** A place where the script of the page draws a chart. The description is read out by screen readers. */
export function figure(chart: Chart, title: string, description: string, more?: Markup): Markup {
  return html`<figure>
<figcaption><strong>${title}</strong> <span>${description}</span></figcaption>
${more}
<div class="chart" role="img" aria-label="${`${title}: ${description}`}"><script type="application/json">${embeddedJson(chart)}</script></div>
</figure>
`;
}
