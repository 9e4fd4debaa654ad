import { readFile } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { endOnSignal } from '../../bench/end-on-signal.ts';
import { seededRandom } from '../../bench/statistics/random.ts';
import { findMutants } from './find-mutants.ts';
import { ImportDistance } from './import-distance.ts';
import { type Mutant, shownDifference } from './mutant.ts';
import { MutantsError } from './mutants-error.ts';
import { MUTANTS_HELP, type MutantsOptions, readMutantsOptions } from './mutants-options.ts';
import { report, shareCaught, trialLine } from './report.ts';
import { inRandomOrder } from './sample.ts';
import { inOrderOfHope, testsFor } from './test-plan.ts';
import { tryMutant } from './trial.ts';
import { TrialLog } from './trial-log.ts';
import { Trials } from './trials.ts';
import { TrustedTests } from './trusted-tests.ts';
import { typeMistake } from './type-check.ts';
import { repositoryFiles, WorkingCopy } from './working-copy.ts';

await main(process.argv.slice(2));

async function main(args: readonly string[]): Promise<void> {
  using _ = endOnSignal();
  try {
    const options = readMutantsOptions(args);
    if (options === 'help') process.stdout.write(MUTANTS_HELP);
    else await runMutants(options, process.cwd());
  } catch (error) {
    if (!(error instanceof Error && isMistake(error))) throw error;
    process.stderr.write(`mutants: ${error.message.split(/\.\s|\n/, 1)}\n`);
    process.exitCode = 1;
  }
}

function isMistake(error: Error): boolean {
  return error instanceof MutantsError || ('code' in error && String(error.code).startsWith('ERR_PARSE_ARGS_'));
}

async function runMutants(options: MutantsOptions, root: string): Promise<void> {
  const files = await repositoryFiles(root);
  const candidates = chosen(await mutantsIn(options.path, files, root), options);
  if (options.list) return list(candidates.slice(0, options.count));
  const log = await TrialLog.open(root, options.path, options.seed, options.resume);
  const trials = new Trials(candidates, options.count, await log.read(), log);
  say(`${options.path}, seed ${options.seed}`);
  await tryAll(trials, { ...options, root, files });
  process.stdout.write(report(options.path, options.seed, trials.done));
  if (shareCaught(trials.done).percent < options.atLeast) process.exitCode = 1;
}

async function mutantsIn(path: string, files: readonly string[], root: string): Promise<Mutant[]> {
  const inPath = files.filter((file) => file === path || file.startsWith(`${path}/`));
  const sources = inPath.filter((file) => /(?<!\.d|\.test|\.config)\.tsx?$/.test(file));
  if (sources.length === 0) throw new MutantsError(`${path}: there is no TypeScript in the repository`);
  const found: Mutant[] = [];
  for (const file of sources) found.push(...findMutants(file, await readFile(join(root, file), 'utf8')));
  return found;
}

/** Those that are named, all where they are only to be listed, else a sample in its order. */
function chosen(mutants: readonly Mutant[], { ids, list, count, seed }: MutantsOptions): readonly Mutant[] {
  const missing = ids.find((id) => mutants.every((mutant) => mutant.id !== id));
  if (missing !== undefined) throw new MutantsError(`--mutant ${missing}: there is none; --list says which there are`);
  if (ids.length > 0) return mutants.filter(({ id }) => ids.includes(id));
  return list && count === Number.POSITIVE_INFINITY ? mutants : inRandomOrder(mutants, seededRandom(seed));
}

function list(mutants: readonly Mutant[]): void {
  for (const mutant of mutants) process.stdout.write(`${mutant.id}\n${shownDifference(mutant)}\n`);
}

interface Setting extends MutantsOptions {
  readonly root: string;
  /** All of the repository. */
  readonly files: readonly string[];
}

async function tryAll(trials: Trials, { root, files, jobs, without, nearest }: Setting): Promise<void> {
  await using copies = new AsyncDisposableStack();
  const distances = new ImportDistance(root);
  const trusted = new TrustedTests();
  const workers = Math.max(1, Math.floor(availableParallelism() / jobs));
  const work = async (): Promise<void> => {
    const copy = copies.use(await WorkingCopy.make(root, files));
    const mistake = await typeMistake(copy.folder);
    if (mistake !== undefined) throw new MutantsError(`types are wrong without any mutant: ${mistake}`);
    await trials.run(
      (mutant) => {
        const tests = testsFor(mutant.file, files, without);
        if (tests.length === 0) throw new MutantsError(`there are no tests for ${mutant.file}`);
        const distance = (test: string) => distances.between(test, mutant.file);
        return tryMutant(mutant, inOrderOfHope(tests, mutant.file, distance, nearest), { copy, trusted, workers });
      },
      (trial, seconds) => say(`${trials.progress} ${trialLine(trial, seconds)}`),
    );
  };
  await Promise.all(Array.from({ length: jobs }, work));
  for (const test of trusted.failing) say(`${test} fails without any mutant as well: what it said did not count`);
}

function say(line: string): void {
  process.stderr.write(`${line}\n`);
}
