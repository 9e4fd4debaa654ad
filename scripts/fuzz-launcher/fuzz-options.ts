import { parseArgs } from 'node:util';
import { BuildError } from '../../layer/build-error.ts';
import { SEEDS } from './seeds.ts';

/** What the command line asks for. */
export interface FuzzOptions {
  readonly targets: readonly string[];
  /** For each target. */
  readonly seconds: number;
  /** Targets at the same time. */
  readonly jobs: number;
}

const TARGETS = Object.keys(SEEDS);

/** The text of `npm run fuzz:launcher -- --help`. */
export const FUZZ_HELP: string = `Usage: npm run fuzz:launcher -- [TARGET…] [options]

Looks for bytes that the launcher of bootstrap/launcher/ does not bear: libFuzzer changes what builds write, and what Lambda
sets, for as long as it is told. The sanitizers end it at the first step beyond what was given. What it has learned stays in
.fuzz/, and the next run goes on from there; an input that ends a target is told by its path.

Targets
  ${TARGETS.join(' ')}
  Without one, all.

Options
  --seconds N   for each target (default: 60)
  --jobs N      targets at the same time (default: 1)
  -h, --help    this text

Examples
  npm run fuzz:launcher -- --seconds 600 --jobs 2
  npm run fuzz:launcher -- launch
`;

const OPTIONS = {
  seconds: { type: 'string', default: '60' },
  jobs: { type: 'string', default: '1' },
  help: { type: 'boolean', short: 'h' },
} as const;

/** Reads what follows `npm run fuzz:launcher --`; gives 'help' when that was asked for. Throws BuildError, or parseArgs' error. */
export function readFuzzOptions(args: readonly string[]): FuzzOptions | 'help' {
  const { values, positionals } = parseArgs({ args: [...args], options: OPTIONS, allowPositionals: true });
  if (values.help) return 'help';
  const unknown = positionals.find((target) => !TARGETS.includes(target));
  if (unknown !== undefined) throw new BuildError(`there is no target ${unknown}; there are ${TARGETS.join(', ')}`);
  return {
    targets: positionals.length === 0 ? TARGETS : positionals,
    seconds: readNumber('--seconds', values.seconds, 1_000_000),
    jobs: readNumber('--jobs', values.jobs, 64),
  };
}

function readNumber(option: string, text: string, most: number): number {
  const number = Number(text);
  if (/^\d+$/.test(text) && number >= 1 && number <= most) return number;
  throw new BuildError(`${option} ${text}: it is a whole number from 1 to ${most}`);
}
