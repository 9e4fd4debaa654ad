import { parseArgs } from 'node:util';
import { BenchError } from '../bench-error.ts';

/** Two results to compare. */
export interface CompareOptions {
  readonly oldFile: string;
  readonly newFile: string;
  /** How much slower something of snapboot's may be, in percent. */
  readonly thresholdPercent: number;
}

const DEFAULT_THRESHOLD = 5;
const MAX_THRESHOLD = 1000;

/** The lines of `--help` about comparing. */
export const COMPARE_HELP: string = `  --compare OLD NEW  measure nothing: what is faster and what slower in NEW than in OLD, two files of --json
  --threshold PCT    how much slower snapboot may be in NEW before the exit code is 1 (default: ${DEFAULT_THRESHOLD})
`;

const OPTIONS = { compare: { type: 'string' }, threshold: { type: 'string' } } as const;

/**
 * Reads what follows `snapboot bench`, where that asks for a comparison; nothing where it does not.
 *
 * @throws BenchError, or parseArgs' error for an option that has no place beside `--compare`
 */
export function readCompareOptions(args: readonly string[]): CompareOptions | undefined {
  const isAsked = args.some((arg) => arg === '--compare' || arg.startsWith('--compare='));
  if (!isAsked || args.includes('--help') || args.includes('-h')) return undefined;
  const { values, positionals } = parseArgs({ args: [...args], options: OPTIONS, allowPositionals: true });
  const [newFile, ...others] = positionals;
  if (values.compare === undefined || newFile === undefined || others.length > 0) {
    throw new BenchError('--compare: it takes two files, OLD and NEW');
  }
  return {
    oldFile: values.compare,
    newFile,
    thresholdPercent: readThreshold(values.threshold ?? String(DEFAULT_THRESHOLD)),
  };
}

function readThreshold(text: string): number {
  const percent = Number(text);
  if (/^\d+(\.\d+)?$/.test(text) && percent <= MAX_THRESHOLD) return percent;
  throw new BenchError(`--threshold ${text}: it is a number of percent from 0 to ${MAX_THRESHOLD}`);
}
