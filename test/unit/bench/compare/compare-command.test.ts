import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { writeJsonReport } from '../../../../bench/report/json-report.ts';
import { runSnapboot } from '../../../support/run-snapboot.ts';
import { type SampleWish, sampleBenchResult } from '../../../support/sample-bench-result.ts';
import { temporaryFolder } from '../../../support/temporary-folder.ts';

async function compared(wish: SampleWish, ...more: string[]): Promise<Awaited<ReturnType<typeof runSnapboot>>> {
  await using folder = await temporaryFolder();
  const [oldFile, newFile] = [join(folder.path, 'old.json'), join(folder.path, 'new.json')];
  await writeJsonReport(oldFile, sampleBenchResult({ seed: 1 }));
  await writeJsonReport(newFile, sampleBenchResult({ seed: 2, ...wish }));
  return await runSnapboot(['bench', '--compare', oldFile, newFile, ...more]);
}

test('the exit code is 0 where only the mood of the machine is worse', async () => {
  const { code, stdout, stderr } = await compared({ mood: 1.2 });
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  expect(stdout).toContain("Nothing of snapboot's is worse by more than 5 % with certainty\n");
});

test('the exit code is 1 where snapboot is slower by more than the threshold, and the figures are named', async () => {
  const { code, stdout } = await compared({ snapbootFactor: 1.15 }, '--threshold', '8');
  expect(code).toBe(1);
  expect(stdout).toMatch(
    /\nWorse by more than 8 %, with certainty\n {2}snapboot init, an empty handler, warm-cache: \+1/,
  );
});

test('a file that is no result is one line on standard error', async () => {
  await using folder = await temporaryFolder();
  const file = join(folder.path, 'other.json');
  await writeFile(file, '{"name":"other"}');
  const { code, stdout, stderr } = await runSnapboot(['bench', '--compare', file, file]);
  expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
  expect(stderr).toBe(`snapboot: ${file}: that is no result of snapboot bench; --json writes one\n`);
});

test('results with nothing in common are told', async () => {
  await using folder = await temporaryFolder();
  const [oldFile, newFile] = [join(folder.path, 'old.json'), join(folder.path, 'new.json')];
  await writeJsonReport(oldFile, sampleBenchResult());
  await writeJsonReport(newFile, { ...sampleBenchResult(), scenarios: [] });
  const { code, stderr } = await runSnapboot(['bench', '--compare', oldFile, newFile]);
  expect(code).toBe(1);
  expect(stderr).toContain('have nothing in common');
});
