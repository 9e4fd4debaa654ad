import { parseArgs } from 'node:util';
import { MutantsError } from './mutants-error.ts';

/** What the command line asks for. */
export interface MutantsOptions {
  /** A file or a folder of the repository. */
  readonly path: string;
  readonly count: number;
  readonly seed: number;
  /** Mutants that are tried at the same time. */
  readonly jobs: number;
  /** Only these, in place of a sample. */
  readonly ids: readonly string[];
  /** Only to say which mutants there are. */
  readonly list: boolean;
  /** Goes on with what an earlier run with the same seed has left. */
  readonly resume: boolean;
  /** Beginnings of the paths of tests that are not run. */
  readonly without: readonly string[];
  /** How many files of tests are run of each ring, at most. */
  readonly nearest: number;
  /** Percentage of caught mutants below which the program fails. */
  readonly atLeast: number;
}

const DEFAULT_COUNT = 40;
const MAX_SEED = 1_000_000;

/** The text of `npm run mutants -- --help`. */
export const MUTANTS_HELP: string = `Usage: npm run mutants -- PATH [options]

Says how much the tests of a file or a folder notice. Each mutant is the code with one small change, drawn at random:
a condition turned round, a call left out, a number one off. The tests run on it, those that are nearest first, until
one fails: the mutant is caught. One that no test notices has survived, and is shown. Some of those change nothing that
anyone could notice; the others say which test is missing.

It works on copies of the repository as it is now, in .mutants/, and removes them.

Options
  --count N        mutants to try (default: ${DEFAULT_COUNT})
  --seed N         the same seed draws the same mutants from the same code (default: another one each time)
  --jobs N         mutants to try at the same time (default: 1)
  --mutant ID      only this one; can be repeated
  --list           say which mutants there are, or with --count which would be drawn, and try none
  --resume         with --seed: go on where a run of that seed was broken off
  --without TEST   leave out the tests whose paths begin with TEST, such as test/e2e/page; can be repeated
  --nearest N      run no more than N files of each kind of tests, unit, contract and end to end: soon done, and what
                   they miss others may notice
  --at-least N     fail when less than N percent are caught
  -h, --help       this text

Examples
  npm run mutants -- runtime
  npm run mutants -- service/front-ends --count 100 --jobs 2
  npm run mutants -- runtime --mutant runtime/http/tcp-handle.ts:41:13:boundary
`;

const OPTIONS = {
  count: { type: 'string' },
  seed: { type: 'string' },
  jobs: { type: 'string', default: '1' },
  mutant: { type: 'string', multiple: true, default: [] as string[] },
  list: { type: 'boolean', default: false },
  resume: { type: 'boolean', default: false },
  without: { type: 'string', multiple: true, default: [] as string[] },
  nearest: { type: 'string' },
  'at-least': { type: 'string', default: '0' },
  help: { type: 'boolean', short: 'h' },
} as const;

/** Reads what follows `npm run mutants --`; gives 'help' when that was asked for. Throws MutantsError, or parseArgs' error. */
export function readMutantsOptions(args: readonly string[]): MutantsOptions | 'help' {
  const { values, positionals } = parseArgs({ args: [...args], options: OPTIONS, allowPositionals: true });
  if (values.help) return 'help';
  const [path, ...others] = positionals;
  if (path === undefined) throw new MutantsError('PATH is missing: a file or a folder, such as runtime/http');
  if (others.length > 0) throw new MutantsError(`one PATH at a time: what is ${others[0]}?`);
  if (values.resume && values.seed === undefined) throw new MutantsError('--resume needs the --seed of the run before');
  const all = values.list && values.count === undefined;
  return {
    path: path.replace(/^\.\/|\/+$/g, ''),
    count: all ? Number.POSITIVE_INFINITY : readNumber('--count', values.count ?? String(DEFAULT_COUNT), 1, 100_000),
    seed: readNumber('--seed', values.seed ?? String(Math.floor(Math.random() * MAX_SEED)), 0, 2 ** 32 - 1),
    jobs: readNumber('--jobs', values.jobs, 1, 64),
    ids: values.mutant,
    list: values.list,
    resume: values.resume,
    without: values.without,
    nearest: values.nearest === undefined ? Number.POSITIVE_INFINITY : readNumber('--nearest', values.nearest, 1, 1000),
    atLeast: readNumber('--at-least', values['at-least'], 0, 100),
  };
}

function readNumber(option: string, text: string, least: number, most: number): number {
  const number = Number(text);
  if (/^\d+$/.test(text) && number >= least && number <= most) return number;
  throw new MutantsError(`${option} ${text}: it is a whole number from ${least} to ${most}`);
}
