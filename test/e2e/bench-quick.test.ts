import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { readJsonReport } from '../../bench/report/json-report.ts';
import { runSnapboot } from '../support/run-snapboot.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

// Three minutes are promised on a machine that does nothing else, and the first run builds the official client.
const LIMIT_MS = 900_000;
const RUNS = 15;

test(
  'the quick benchmark measures both functions under both conditions, and no answer is wrong',
  async () => {
    await using folder = await temporaryFolder();
    const [json = '', html = '', markdown = ''] = ['json', 'html', 'md'].map((end) =>
      join(folder.path, `quick.${end}`),
    );
    const files = ['--json', json, '--html', html, '--markdown', markdown];
    const { code, stderr } = await runSnapboot(['bench', '--quick', ...files]);
    const { scenarios, absent } = await readJsonReport(json).catch(() => expect.fail(stderr));
    expect(absent.filter(({ name }) => name !== 'aws-lambda-ric')).toEqual([]);
    const field = ['bare', 'snapboot', 'aws-lambda-ric'].filter((name) => absent.every((each) => each.name !== name));
    const measured = scenarios.map(({ workload, condition, contenders }) => ({
      scenario: `${workload.name}, ${condition}`,
      starts: contenders.map(({ name, coldStarts, failure }) => failure ?? [name, coldStarts.length]),
    }));
    const starts = field.map((name) => [name, RUNS]);
    // A disk that the page cache cannot be dropped from is said in the report.
    const expected = ['an empty handler', 'a PutItem with the document client of the AWS SDK'].flatMap((workload) =>
      ['warm-cache', 'dropped-cache'].map((condition) => ({ scenario: `${workload}, ${condition}`, starts })),
    );
    expect(measured).toEqual(
      expected.map((each, place) => (scenarios[place]?.skipped === undefined ? each : { ...each, starts: [] })),
    );
    expect(await readFile(html, 'utf8')).toContain('dropped-cache');
    expect(await readFile(markdown, 'utf8')).toContain('| snapboot (Node.js ');
    expect(code).toBe(0);
  },
  LIMIT_MS,
);
