import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { appendFile, mkdir, readFile, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { type Mutant, mutatedText } from './mutant.ts';
import type { TrialOutcome } from './trial.ts';

/** What became of the mutants of a run, kept as it goes, so that a run that was broken off can go on. */
export class TrialLog {
  readonly #file: string;

  private constructor(file: string) {
    this.#file = file;
  }

  /** The log of a path and a seed; unless the run goes on, an earlier one is removed. */
  static async open(root: string, path: string, seed: number, resume: boolean): Promise<TrialLog> {
    const file = join(root, '.mutants', `${path.replaceAll('/', '-')}-${seed}.jsonl`);
    await mkdir(dirname(file), { recursive: true });
    if (!resume) await rm(file, { force: true });
    return new TrialLog(file);
  }

  /** What became of mutants, by their keys. */
  async read(): Promise<Map<string, TrialOutcome>> {
    const text = existsSync(this.#file) ? await readFile(this.#file, 'utf8') : '';
    // The last line of a run that was killed may have no end.
    const lines = text.split('\n').slice(0, -1);
    return new Map(lines.map((line) => JSON.parse(line) as [string, TrialOutcome]));
  }

  async add(mutant: Mutant, outcome: TrialOutcome): Promise<void> {
    await appendFile(this.#file, `${JSON.stringify([keyOf(mutant), outcome])}\n`);
  }
}

/** Tells a mutant from others, also from those of the same name in a file that has changed meanwhile. */
export function keyOf(mutant: Mutant): string {
  return `${mutant.id} ${createHash('sha256').update(mutatedText(mutant)).digest('hex').slice(0, 8)}`;
}
