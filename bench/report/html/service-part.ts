import type { ServiceResult } from '../../service/service-result.ts';
import { serviceLines, serviceTables, serviceTargetLines } from '../service-section.ts';
import { figuresTable } from './figures-table.ts';
import { lineList } from './line-list.ts';
import { html, type Markup } from './markup.ts';

/** What the local service adds; nothing where it was not measured. */
export function servicePart(service: ServiceResult | undefined): Markup | undefined {
  if (service === undefined) return undefined;
  const tables = serviceTables(service).map(
    ({ title, columns, rows }) => html`<h3>${title}</h3>
${figuresTable(title, columns, rows)}`,
  );
  return html`<section id="service" aria-labelledby="service-title">
<h2 id="service-title">The local service <small>${service.memoryMb} MB</small></h2>
${lineList('Targets', serviceTargetLines(service))}${tables}
${lineList('Changes and load', serviceLines(service))}</section>
`;
}
