import { existsSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { BenchError } from './bench-error.ts';
import { CONTENDERS } from './contenders/contenders.ts';
import type { WorkloadOptions } from './workload.ts';

/** What the benchmark was asked to do. */
export interface BenchOptions extends WorkloadOptions {
  /** Cold starts of each contender that count. */
  readonly runs: number;
  readonly cold: boolean;
  readonly warm: boolean;
  /** The local service, beside the function without it. */
  readonly service: boolean;
  /** Names; none means all. */
  readonly contenders: readonly string[];
  readonly jsonFile?: string;
  readonly memoryMb: number;
}

const PARTS = ['cold', 'warm', 'service'] as const;
const MIN_RUNS = 10;
const DEFAULT_RUNS = 25;
const MAX_RUNS = 100_000;
const MEMORY_MB = { least: 128, most: 10_240 };

/** The text of `snapboot bench --help`. */
export const BENCH_HELP: string = `Usage: snapboot bench [PATH] [options]

Measures how fast a function starts and answers on this machine, on this runtime and on others, and compares them.
PATH is a file (its export "handler") or a folder ("index.handler"). Without PATH an empty handler is measured.

Options
  --runs N           cold starts of each contender (default: ${DEFAULT_RUNS}, at least ${MIN_RUNS})
  --only WHAT        cold: the starts; warm: the invocations of running functions; service: what the local service
                     adds to both, which is not measured unless it is asked for
  --contender NAME   only this one; can be repeated
  --handler NAME     file.export, relative to the folder, such as src/app.handler
  --event EVENT      a file, JSON, or - for stdin (default: {})
  --memory MB        what the function is told about its memory (default: ${MEMORY_MB.least}); it is not enforced
  --json FILE        also write all samples and the machine to FILE
  -h, --help         this text

Contenders
${CONTENDERS.map(({ name, about }) => `  ${name.padEnd(17)}${about}\n`).join('')}
Examples
  snapboot bench
  snapboot bench --runs 100 --only cold
  snapboot bench --only service
  snapboot bench my-function/index.mjs --contender snapboot --contender aws-lambda-ric --json result.json
`;

const OPTIONS = {
  runs: { type: 'string' },
  only: { type: 'string' },
  contender: { type: 'string', multiple: true },
  handler: { type: 'string' },
  event: { type: 'string' },
  memory: { type: 'string' },
  json: { type: 'string' },
  help: { type: 'boolean', short: 'h' },
} as const;

/** Reads what follows `snapboot bench`; gives 'help' when that was asked for. Throws BenchError, or parseArgs' error. */
export function readBenchOptions(args: readonly string[]): BenchOptions | 'help' {
  const { values, positionals } = parseArgs({ args: [...args], options: OPTIONS, allowPositionals: true });
  if (values.help) return 'help';
  const [path, ...others] = positionals;
  if (others.length > 0) throw new BenchError(`one PATH at a time: what is ${others[0]}?`);
  const only = readOnly(values.only);
  return {
    ...(path !== undefined && { path }),
    ...(values.handler !== undefined && { handler: values.handler }),
    ...(values.event !== undefined && { event: values.event }),
    runs: readNumber('--runs', values.runs ?? String(DEFAULT_RUNS), MIN_RUNS, MAX_RUNS),
    cold: only === undefined || only === 'cold',
    warm: only === undefined || only === 'warm',
    service: only === 'service',
    // What the service is compared with.
    contenders: only === 'service' ? ['bare', 'snapboot'] : (values.contender ?? []),
    ...(values.json !== undefined && { jsonFile: readJsonFile(values.json) }),
    memoryMb: readNumber('--memory', values.memory ?? String(MEMORY_MB.least), MEMORY_MB.least, MEMORY_MB.most),
  };
}

function readOnly(text: string | undefined): (typeof PARTS)[number] | undefined {
  const part = PARTS.find((name) => name === text);
  if (part !== undefined || text === undefined) return part;
  throw new BenchError(`--only ${text}: it is ${PARTS.join(', ')}`);
}

// Asked now, since a run of several minutes would be lost at its end.
function readJsonFile(file: string): string {
  if (existsSync(dirname(resolve(file)))) return file;
  throw new BenchError(`--json ${file}: that folder does not exist`);
}

function readNumber(option: string, text: string, least: number, most: number): number {
  const number = Number(text);
  if (/^\d+$/.test(text) && number >= least && number <= most) return number;
  throw new BenchError(`${option} ${text}: it is a whole number from ${least} to ${most}`);
}
