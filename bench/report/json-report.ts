import { writeFile } from 'node:fs/promises';
import { BenchError } from '../bench-error.ts';
import type { BenchResult } from '../bench-result.ts';

/** Writes all samples to a file, times in milliseconds to the nearest 0.1 µs. */
export async function writeJsonReport(file: string, result: BenchResult): Promise<void> {
  const text = JSON.stringify(result, (_key, value) => (typeof value === 'number' ? Number(value.toFixed(4)) : value));
  await writeFile(file, `${text}\n`).catch((cause: NodeJS.ErrnoException) => {
    throw new BenchError(`--json ${file}: cannot be written (${cause.code})`, { cause });
  });
}
