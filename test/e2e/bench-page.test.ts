import { existsSync } from 'node:fs';
import { readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import type { BenchResult } from '../../bench/bench-result.ts';
import { withoutUnit } from '../../bench/report/figures.ts';
import { htmlReport } from '../../bench/report/html-report.ts';
import { readJsonReport } from '../../bench/report/json-report.ts';
import { HEADLINE, INIT } from '../../bench/report/measures.ts';
import { median } from '../../bench/statistics/summary.ts';
import { noChromium, startChromium } from '../support/chromium.ts';
import { runSnapboot } from '../support/run-snapboot.ts';
import { sampleBenchResult } from '../support/sample-bench-result.ts';
import { type TemporaryFolder, temporaryFolder } from '../support/temporary-folder.ts';

const RESULT = sampleBenchResult();

let browser: Browser;
let folder: TemporaryFolder;

beforeAll(async () => {
  folder = await temporaryFolder();
  if (noChromium === undefined) browser = await startChromium();
});

afterAll(async () => {
  await browser?.close();
  await folder?.[Symbol.asyncDispose]();
});

beforeEach((context) => {
  if (noChromium !== undefined) context.skip(noChromium);
});

/** A page, and what it has done besides showing itself. */
interface Shown {
  readonly page: Page;
  readonly complaints: string[];
  readonly requests: string[];
}

async function show(result: BenchResult, setting: { width: number; colorScheme: 'light' | 'dark' }): Promise<Shown> {
  const file = join(folder.path, 'page.html');
  await writeFile(file, await htmlReport(result));
  const { width, colorScheme } = setting;
  const page = await browser.newPage({ viewport: { width, height: 900 }, colorScheme });
  const shown: Shown = { page, complaints: [], requests: [] };
  page.on('console', (message) => shown.complaints.push(message.text()));
  page.on('pageerror', (error) => shown.complaints.push(error.message));
  page.on('request', (request) => shown.requests.push(request.url()));
  await page.goto(pathToFileURL(file).href);
  const drawn = page.locator('.chart:has(svg)');
  const all = await page.locator('.chart').count();
  await expect.poll(() => drawn.count()).toBe(all);
  return shown;
}

test('the page shows the median of every contender, complains of nothing and asks nobody for anything', async () => {
  const { page, complaints, requests } = await show(RESULT, { width: 1280, colorScheme: 'light' });
  for (const [place, { contenders }] of RESULT.scenarios.entries()) {
    const rows = await page.locator(`#scenario-${place} .headline tbody tr`).allInnerTexts();
    for (const contender of contenders.filter(({ coldStarts }) => coldStarts.length > 0)) {
      const own = rows.filter((row) => row.startsWith(contender.name));
      const medians = HEADLINE.map((measure) => withoutUnit(median(measure.samples(contender)), measure.unit));
      expect(own.map((row) => row.split(/\s+/)[1])).toEqual(medians);
    }
  }
  for (const line of [
    'Example CPU',
    'Read with care',
    'out of luck',
    'no musl toolchain',
    'cgroups cannot be written',
  ]) {
    expect(await page.getByText(line).first().isVisible()).toBe(true);
  }
  const screenshot = join(folder.path, 'page.png');
  await page.screenshot({ path: screenshot, fullPage: true });
  expect((await stat(screenshot)).size).toBeGreaterThan(10_000);
  expect(complaints).toEqual([]);
  expect(requests).toEqual([page.url()]);
  await page.close();
});

test('every sample can be seen: a dot for each start, for each contender', async () => {
  const { page } = await show(RESULT, { width: 1280, colorScheme: 'light' });
  const chart = page.locator('#scenario-0 figure', { hasText: `All samples: ${INIT.name}` });
  expect(await chart.locator('circle').count()).toBe(3 * 25);
  const label = await chart.locator('.chart').getAttribute('aria-label');
  expect(label).toContain('each dot is one sample');
  await page.close();
});

test.each([
  { width: 1280, colorScheme: 'dark' },
  { width: 390, colorScheme: 'light' },
] as const)('on $width pixels in a $colorScheme scheme nothing reaches beyond the side', async (setting) => {
  const { page, complaints } = await show(RESULT, setting);
  const overhang = await page.evaluate('document.documentElement.scrollWidth - window.innerWidth');
  expect(overhang).toBe(0);
  const background = await page.evaluate('getComputedStyle(document.body).backgroundColor');
  expect(background).toBe(setting.colorScheme === 'dark' ? 'rgb(18, 21, 26)' : 'rgb(255, 255, 255)');
  expect(complaints).toEqual([]);
  await page.close();
});

test('charts are drawn anew when the page becomes narrower', async () => {
  const { page } = await show(RESULT, { width: 1280, colorScheme: 'light' });
  const width = () => page.locator('.chart svg').first().getAttribute('width');
  const before = Number(await width());
  await page.setViewportSize({ width: 600, height: 900 });
  await expect.poll(async () => Number(await width())).toBeLessThan(before);
  await page.close();
});

test('names that look like HTML are text', async () => {
  const name = '<img src=x onerror="document.title=1">\'&amp;</script><script>document.title=1</script>';
  const hostile = {
    ...RESULT,
    scenarios: RESULT.scenarios.map((scenario) => ({
      ...scenario,
      workload: { ...scenario.workload, name },
      contenders: scenario.contenders.map((each) => ({ ...each, name: `${name} ${each.name}` })),
    })),
    warnings: [name],
  };
  const { page, complaints, requests } = await show(hostile, { width: 1280, colorScheme: 'light' });
  expect(await page.locator('h2').first().textContent()).toContain(name);
  expect(await page.locator('img').count()).toBe(0);
  expect(await page.title()).toContain('snapboot bench');
  expect({ complaints, requests }).toEqual({ complaints: [], requests: [page.url()] });
  await page.close();
});

test('the page brings the licences of what is in it', async () => {
  const page = await htmlReport({ ...RESULT, scenarios: [] });
  expect(page).toMatch(/Copyright 20[-\d]+ Observable, Inc\./);
  expect(page).toMatch(/Copyright 20[-\d]+ Mike Bostock/);
});

test('the page can be printed', async () => {
  const { page } = await show(RESULT, { width: 1280, colorScheme: 'dark' });
  const file = join(folder.path, 'page.pdf');
  await page.pdf({ path: file, format: 'A4' });
  expect(existsSync(file)).toBe(true);
  await page.emulateMedia({ media: 'print', colorScheme: 'dark' });
  expect(await page.evaluate('getComputedStyle(document.body).backgroundColor')).toBe('rgb(255, 255, 255)');
  await page.close();
});

test('a run writes its page and all samples, each to the file that was named', async () => {
  const names = ['page.html', 'result.json'].map((name) => join(folder.path, name));
  const [html = '', json = ''] = names;
  const options = ['--contender', 'bare', '--only', 'cold', '--runs', '10', '--html', html, '--json', json];
  const { stdout, stderr } = await runSnapboot(['bench', ...options]);
  const [scenario] = (await readJsonReport(json).catch((error: Error) => expect.fail(`${error.message} ${stderr}`)))
    .scenarios;
  expect(scenario?.contenders.map(({ coldStarts }) => coldStarts.length)).toEqual([10]);
  const shown = /^bare +(\S+) (\[.*?\])/m.exec(stdout);
  expect(await readFile(html, 'utf8')).toContain(`<b>${shown?.[1]}</b> <small>${shown?.[2]}</small>`);
});
