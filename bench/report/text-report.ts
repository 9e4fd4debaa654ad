import type { BenchResult } from '../bench-result.ts';
import { microSection } from '../micro/micro-section.ts';
import { coldSection } from './cold-section.ts';
import { failureLines, machineLine, notMeasuredLines } from './run-lines.ts';
import { serviceSection, serviceTargetLines } from './service-section.ts';
import { targetLines } from './target-lines.ts';
import { warmSection } from './warm-section.ts';

/** What a person reads at the end of a run. */
export function textReport(result: BenchResult): string {
  const { scenarios, service, micro, machine, warnings } = result;
  const sections = [
    ...scenarios.flatMap((scenario) => [coldSection(scenario), warmSection(scenario)]),
    serviceSection(service),
    microSection(micro),
    list('Targets', [...scenarios.flatMap(targetLines), ...serviceTargetLines(service)]),
    list('Machine', [machineLine(machine)]),
    list('Failed', scenarios.flatMap(failureLines)),
    list('Not measured', notMeasuredLines(result)),
    list('Read with care', warnings),
  ];
  return sections.filter((section) => section !== '').join('\n');
}

function list(title: string, lines: readonly string[]): string {
  return lines.length === 0 ? '' : `${title}\n${lines.map((line) => `  ${line}\n`).join('')}`;
}
