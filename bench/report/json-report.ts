import { readFile, writeFile } from 'node:fs/promises';
import { BenchError } from '../bench-error.ts';
import type { BenchResult } from '../bench-result.ts';

/** Counts up whenever a reader of the older shape would misunderstand the newer one. */
export const RESULT_FORMAT = 1;

/** Writes all samples to a file, times in milliseconds to the nearest 0.1 µs. */
export async function writeJsonReport(file: string, result: BenchResult): Promise<void> {
  const numbered = { format: RESULT_FORMAT, ...result };
  const text = JSON.stringify(numbered, (_key, value) =>
    typeof value === 'number' ? Number(value.toFixed(4)) : value,
  );
  await writeFile(file, `${text}\n`).catch((cause: NodeJS.ErrnoException) => {
    throw new BenchError(`--json ${file}: cannot be written (${cause.code})`, { cause });
  });
}

/** Reads what `writeJsonReport` has written. Throws BenchError for anything else. */
export async function readJsonReport(file: string): Promise<BenchResult> {
  const text = await readFile(file, 'utf8').catch((cause: NodeJS.ErrnoException) => {
    throw new BenchError(`${file}: cannot be read (${cause.code})`, { cause });
  });
  const found = parseJson(text);
  if (!isRecord(found) || !('machine' in found)) {
    throw new BenchError(`${file}: that is no result of snapboot bench; --json writes one`);
  }
  if (found.format !== RESULT_FORMAT) {
    const format = typeof found.format === 'number' ? `format ${found.format}` : 'a format without a number';
    throw new BenchError(`${file}: it has ${format}, this version reads format ${RESULT_FORMAT}; measure again`);
  }
  if (!isResult(found)) throw new BenchError(`${file}: parts of the result are missing; measure again`);
  return found;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

// As far as is read without asking: files are written by this program, and edited by hand at most.
function isResult(found: Record<string, unknown>): found is Record<string, unknown> & BenchResult {
  return isRecord(found.machine) && isListOf(found.scenarios, isScenario);
}

function isScenario(value: Record<string, unknown>): boolean {
  return isRecord(value.workload) && typeof value.condition === 'string' && isListOf(value.contenders, isContender);
}

function isContender(value: Record<string, unknown>): boolean {
  const { name, version, coldStarts, warmBlocks } = value;
  return [name, version].every((text) => typeof text === 'string') && [coldStarts, warmBlocks].every(Array.isArray);
}

function isListOf(value: unknown, check: (entry: Record<string, unknown>) => boolean): boolean {
  return Array.isArray(value) && value.every((entry) => isRecord(entry) && check(entry));
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}
