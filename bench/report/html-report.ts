import { createHash } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { BenchError } from '../bench-error.ts';
import type { BenchResult } from '../bench-result.ts';
import { noiseWarnings } from '../noise.ts';
import { lineList } from './html/line-list.ts';
import { html, Markup } from './html/markup.ts';
import { microPart } from './html/micro-part.ts';
import { dateLine, runPart } from './html/run-part.ts';
import { scenarioSection } from './html/scenario-section.ts';
import { servicePart } from './html/service-part.ts';
import { bundlePage, type PageBundle } from './page-bundle.ts';
import { machineLine } from './run-lines.ts';

/** Writes the result as one page that needs nothing else and asks nobody for anything. */
export async function writeHtmlReport(file: string, result: BenchResult): Promise<void> {
  const text = await htmlReport(result);
  await writeFile(file, text).catch((cause: NodeJS.ErrnoException) => {
    throw new BenchError(`--html ${file}: cannot be written (${cause.code})`, { cause });
  });
}

/** The text of the page. */
export async function htmlReport(result: BenchResult): Promise<string> {
  const bundle = await bundlePage();
  const { scenarios, service, micro, machine, startedAt } = result;
  const page = html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${contentSecurityPolicy(bundle)}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<link rel="icon" href="data:,">
<title>snapboot bench, ${dateLine(startedAt)}</title>
<style>${new Markup(bundle.style)}</style>
</head>
<body>
<header>
<h1>Cold starts and warm invocations</h1>
<p>Measured by <code>snapboot bench</code> on ${dateLine(startedAt)}: ${machineLine(machine)}.</p>
${lineList('Read with care', ofTheWholeRun(result))}${contents(result)}
<noscript><p class="lines">The charts are drawn by a script; all tables are there without it.</p></noscript>
</header>
<main>
${scenarios.map(scenarioSection)}${servicePart(service)}${microPart(micro)}${HOW_TO_READ}${runPart(result)}</main>
<script>${new Markup(bundle.script)}</script>
</body>
</html>
`;
  return page.text;
}

// Only the script of the page itself may run, and nothing may be loaded from anywhere.
function contentSecurityPolicy({ script }: PageBundle): string {
  const hash = createHash('sha256').update(script).digest('base64');
  return `default-src 'none'; script-src 'sha256-${hash}'; style-src 'unsafe-inline'; img-src data:`;
}

/** What is of one scenario stands in its section. */
function ofTheWholeRun({ warnings, scenarios }: BenchResult): string[] {
  const others = new Set(scenarios.flatMap(noiseWarnings));
  return warnings.filter((line) => !others.has(line));
}

function contents({ scenarios, service, micro }: BenchResult): Markup {
  const links = scenarios.map(
    ({ workload, condition }, place) => [`scenario-${place}`, `${workload.name}, ${condition}`] as const,
  );
  const sections = [
    ...links,
    ...(service === undefined ? [] : [['service', 'The local service'] as const]),
    ...(micro === undefined ? [] : [['micro', 'Hot paths'] as const]),
    ['how', 'How to read it'] as const,
    ['run', 'This run'] as const,
  ];
  const items = sections.map(
    ([id, title]) => html`<li><a href="${`#${id}`}">${title}</a></li>
`,
  );
  return html`<nav aria-label="Contents"><ul>${items}</ul></nav>`;
}

const HOW_TO_READ: Markup = html`<section id="how" aria-labelledby="how-title">
<h2 id="how-title">How to read it</h2>
<ul>
<li><code>40.1 [39.2, 41.0]</code> is a median and its 95 % interval, from resampling the rounds (for warm invocations:
the blocks). p90 and p99 are of all samples; with few samples p99 is close to the worst of them. No sample is left
out.</li>
<li><code>1.05 [1.02, 1.08]</code> is a ratio of medians. Both sides of a round are resampled together, so that what
disturbed the whole round cancels out. An interval that spans 1 is no difference.</li>
<li><code>bare</code> is the floor, not a rival: it loads no handler and looks at no event.</li>
<li>Compare figures of one run with each other, never with those of another run or machine;
<code>snapboot bench --compare</code> does what can be done.</li>
</ul></section>
`;
