import { BenchError } from '../bench-error.ts';
import { isOurs } from '../contenders/ours.ts';
import { readJsonReport } from '../report/json-report.ts';
import type { CompareOptions } from './compare-options.ts';
import { compareReport, figureLine } from './compare-report.ts';
import { compareResults, regressions } from './comparison.ts';
import { newFailures, resultDifferences } from './result-differences.ts';

/**
 * Says what is faster and slower in one result than in another. Sets the exit code to 1 when something of snapboot's is
 * slower, or larger, by more than the threshold with certainty, or fails where it did not.
 *
 * @throws BenchError for files that are no results, and for results that have nothing in common
 */
export async function runCompareCommand({ oldFile, newFile, thresholdPercent }: CompareOptions): Promise<void> {
  const [older, newer] = [await readJsonReport(oldFile), await readJsonReport(newFile)];
  const figures = compareResults(older, newer);
  const failures = newFailures(older, newer);
  if (figures.length === 0 && failures.length === 0) {
    throw new BenchError(`${oldFile} and ${newFile} have nothing in common: measure the same functions and contenders`);
  }
  const worse = regressions(figures, thresholdPercent);
  const sections = [
    figures.length > 0 ? compareReport(figures) : '',
    list('Not the same in both results', resultDifferences(older, newer)),
    list(
      'Failed',
      failures.map(({ line }) => line),
    ),
    worse.length > 0
      ? list(`Worse by more than ${thresholdPercent} %, with certainty`, worse.map(figureLine))
      : `Nothing of snapboot's is worse by more than ${thresholdPercent} % with certainty\n`,
  ];
  process.stdout.write(sections.filter((section) => section !== '').join('\n'));
  if (worse.length > 0 || failures.some(({ contender }) => isOurs(contender))) process.exitCode = 1;
}

function list(title: string, lines: readonly string[]): string {
  return lines.length === 0 ? '' : `${title}\n${lines.map((line) => `  ${line}\n`).join('')}`;
}
