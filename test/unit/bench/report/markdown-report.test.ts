import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { markdownReport, writeMarkdownReport } from '../../../../bench/report/markdown-report.ts';
import { sampleBenchResult } from '../../../support/sample-bench-result.ts';
import { temporaryFolder } from '../../../support/temporary-folder.ts';

const REPORT = markdownReport(sampleBenchResult());
const TABLES = REPORT.split('\n\n').filter((part) => part.startsWith('| '));

test('each scenario that was measured has a table with a row for each contender that was', () => {
  expect(TABLES).toHaveLength(2);
  expect(TABLES[0]?.split('\n').map((line) => line.split(' | ')[0])).toEqual([
    '| contender',
    '| ---',
    '| bare (Node.js 24.21.0)',
    '| snapboot (Node.js 24.21.0)',
    '| aws-lambda-ric (4.0.2 on Node.js 24.21.0)',
  ]);
});

test('all rows of a table have as many cells as its titles', () => {
  expect(TABLES).not.toEqual([]);
  for (const table of TABLES) {
    const widths = table.split('\n').map((line) => line.match(/(?<!\\)\|/g)?.length);
    expect(new Set(widths).size).toBe(1);
  }
});

test('the machine, the date, the ratios and what went wrong stand beside the tables', () => {
  expect(REPORT).toContain('Measured by `snapboot bench` on 2026-01-02: Example CPU @ 2.60GHz, 2 cores, 8 GB');
  expect(REPORT).toMatch(/^- snapboot \/ aws-lambda-ric: init 0\.6\d \[0\.\d\d, 0\.\d\d\], sum .*, warm /m);
  expect(REPORT).toContain('- musl-loop: there is no musl toolchain on this machine\n');
});

test('names do not become Markdown', () => {
  expect(REPORT).toContain('functions/a\\<b\\>&"c"/index.mjs');
});

test('it is written to a file, or the reason is told', async () => {
  await using folder = await temporaryFolder({});
  const file = join(folder.path, 'result.md');
  await writeMarkdownReport(file, sampleBenchResult());
  expect(await readFile(file, 'utf8')).toBe(REPORT);
  await expect(writeMarkdownReport(folder.path, sampleBenchResult())).rejects.toThrow(
    `--markdown ${folder.path}: cannot be written (EISDIR)`,
  );
});
