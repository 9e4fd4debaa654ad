import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { readJsonReport, writeJsonReport } from '../../../../bench/report/json-report.ts';
import { sampleBenchResult } from '../../../support/sample-bench-result.ts';
import { temporaryFolder } from '../../../support/temporary-folder.ts';

test('a result that was written is read again, to the nearest 0.1 µs', async () => {
  await using folder = await temporaryFolder();
  const file = join(folder.path, 'result.json');
  const result = sampleBenchResult();
  await writeJsonReport(file, result);
  const read = await readJsonReport(file);
  expect(read).toMatchObject({ format: 1, machine: result.machine, absent: result.absent, warnings: result.warnings });
  const initMs = ({ scenarios }: typeof result) => scenarios[0]?.contenders[0]?.coldStarts[0]?.spawnToNextMs;
  expect(initMs(read)).toBeCloseTo(initMs(result) ?? 0, 4);
});

test.each([
  ['{"scenarios": [', 'that is no result of snapboot bench'],
  ['[1, 2]', 'that is no result of snapboot bench'],
  ['null', 'that is no result of snapboot bench'],
  ['{"machine": {}, "contenders": []}', 'it has a format without a number, this version reads format 1; measure again'],
  ['{"format": 2, "machine": {}}', 'it has format 2, this version reads format 1; measure again'],
  ['{"format": 1, "machine": {}, "scenarios": [{}]}', 'parts of the result are missing; measure again'],
])('%s is refused in one line', async (text, message) => {
  await using folder = await temporaryFolder();
  const file = join(folder.path, 'result.json');
  await writeFile(file, text);
  await expect(readJsonReport(file)).rejects.toThrow(`${file}: ${message}`);
});

test('a file that is not there is named', async () => {
  await expect(readJsonReport('/no/such/file.json')).rejects.toThrow('/no/such/file.json: cannot be read (ENOENT)');
});
