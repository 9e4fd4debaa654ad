import { html, type Markup } from './markup.ts';

/** Lines under a title; nothing without lines. */
export function lineList(title: string, lines: readonly string[]): Markup | undefined {
  if (lines.length === 0) return undefined;
  return html`<div class="${`lines ${title.toLowerCase().replaceAll(' ', '-')}`}"><h3>${title}</h3>
<ul>${lines.map((line) => html`<li>${line}</li>`)}</ul></div>
`;
}
