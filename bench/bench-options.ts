import { existsSync, statSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { BenchError } from './bench-error.ts';
import { COMPARE_HELP } from './compare/compare-options.ts';
import { CONDITIONS } from './conditions/conditions.ts';
import { CONTENDERS, chooseContenders } from './contenders/contenders.ts';
import { TRANSPORTS } from './transports/transports.ts';
import type { WorkloadOptions } from './workload.ts';
import { WORKLOADS } from './workloads/workloads.ts';

/** What the benchmark was asked to do. */
export interface BenchOptions extends WorkloadOptions {
  /** Cold starts of each contender that count. */
  readonly runs: number;
  readonly cold: boolean;
  readonly warm: boolean;
  /** The local service, beside the function without it. */
  readonly service: boolean;
  /** The hot paths of the runtime, within one process. */
  readonly micro: boolean;
  /** Names, or `NAME=COMMAND`; none means all that need not be named. */
  readonly contenders: readonly string[];
  /** Names; none means a warm page cache. */
  readonly conditions: readonly string[];
  readonly jsonFile?: string;
  readonly htmlFile?: string;
  readonly markdownFile?: string;
  readonly memoryMb: number;
  /** Whether a function gets the processors and the memory of its size, and no more. */
  readonly limits: boolean;
}

const MIN_RUNS = 10;
const DEFAULT_RUNS = 25;
const MAX_RUNS = 100_000;

/** A choice of what to measure. */
type BenchSet = Pick<BenchOptions, 'runs' | 'contenders' | 'workloads' | 'conditions'>;

const DEFAULT_SET: BenchSet = { runs: DEFAULT_RUNS, contenders: [], workloads: [], conditions: [] };

const QUICK_SET: BenchSet = {
  runs: 15,
  contenders: ['bare', 'snapboot', 'aws-lambda-ric'],
  workloads: ['empty', 'dynamodb'],
  conditions: ['warm-cache', 'dropped-cache'],
};

const FULL_SET: BenchSet = {
  runs: 15,
  contenders: [...chooseContenders([]).map(({ name }) => name), 'snapboot-image', 'snapboot-primed', 'snapboot-sdk'],
  workloads: WORKLOADS.map(({ name }) => name),
  conditions: CONDITIONS.map(({ name }) => name),
};

const PARTS = ['cold', 'warm', 'service', 'micro'] as const;
const TRANSPORT_CONTENDERS = ['snapboot', ...TRANSPORTS.map(({ name }) => name)];
const MEMORY_MB = { least: 128, most: 10_240 };

/** The text of `snapboot bench --help`. */
export const BENCH_HELP: string = `Usage: snapboot bench [PATH] [options]

Measures how fast a function starts and answers on this machine, on this runtime and on others, and compares them.
PATH is a file (its export "handler") or a folder ("index.handler"). Without PATH an empty handler is measured.

Options
  --runs N           cold starts of each contender (default: ${DEFAULT_RUNS}, at least ${MIN_RUNS})
  --only WHAT        cold: the starts; warm: the invocations of running functions; service: what the local service
                     adds to both; micro: hot paths of the runtime in one process. The last two are not measured
                     unless they are asked for
  --quick            two functions, three contenders, two conditions, 15 runs: under three minutes
  --full             all functions and all conditions, images as well, 15 runs: half an hour
  --contender NAME   only this one; can be repeated. NAME=COMMAND is one of your own, such as llrt=./llrt/bootstrap
  --transports       snapboot over each transport, and no others but those of --contender
  --workload NAME    this function instead of PATH; can be repeated
  --condition NAME   where files come from, and what may be used; can be repeated
  --handler NAME     file.export, relative to the folder, such as src/app.handler
  --event EVENT      a file, JSON, or - for stdin (default: {})
  --memory MB        what the function is told about its memory (default: ${MEMORY_MB.least})
  --limits           enforce it: that memory, its share of a processor after init; needs cgroups
  --json FILE        also write all samples and the machine to FILE
  --html FILE        also write a page with tables and charts to FILE; it needs nothing else
  --markdown FILE    also write tables of Markdown to FILE
${COMPARE_HELP}  -h, --help         this text

Contenders
${list(CONTENDERS)}
Workloads
${list(WORKLOADS)}
Conditions
${list(CONDITIONS)}
Examples
  snapboot bench
  snapboot bench --runs 100 --only cold
  snapboot bench --only service
  snapboot bench --json new.json --html new.html && snapboot bench --compare old.json new.json
  snapboot bench --workload hono --contender snapboot --contender 'mine=node ./loop.mjs'
  snapboot bench my-function/index.mjs --contender snapboot --contender aws-lambda-ric --json result.json
`;

const OPTIONS = {
  runs: { type: 'string' },
  only: { type: 'string' },
  quick: { type: 'boolean', default: false },
  full: { type: 'boolean', default: false },
  transports: { type: 'boolean', default: false },
  contender: { type: 'string', multiple: true, default: [] as string[] },
  workload: { type: 'string', multiple: true, default: [] as string[] },
  condition: { type: 'string', multiple: true, default: [] as string[] },
  handler: { type: 'string' },
  event: { type: 'string' },
  memory: { type: 'string', default: String(MEMORY_MB.least) },
  limits: { type: 'boolean', default: false },
  json: { type: 'string' },
  html: { type: 'string' },
  markdown: { type: 'string' },
  help: { type: 'boolean', short: 'h' },
} as const;

/** Reads what follows `snapboot bench`; gives 'help' when that was asked for. Throws BenchError, or parseArgs' error. */
export function readBenchOptions(args: readonly string[]): BenchOptions | 'help' {
  const { values, positionals } = parseArgs({ args: [...args], options: OPTIONS, allowPositionals: true });
  if (values.help) return 'help';
  const set = chosenSet(values);
  return {
    ...readPath(positionals, values.workload),
    ...given({ handler: values.handler, event: values.event }),
    ...readParts(values.only),
    runs: readNumber('--runs', values.runs ?? String(set.runs), MIN_RUNS, MAX_RUNS),
    // What the service is compared with.
    contenders: values.only === 'service' ? ['bare', 'snapboot'] : orElse(namedContenders(values), set.contenders),
    workloads: orElse(values.workload, positionals.length > 0 ? [] : set.workloads),
    conditions: orElse(values.condition, set.conditions),
    ...given({
      jsonFile: readFile('--json', values.json),
      htmlFile: readFile('--html', values.html),
      markdownFile: readFile('--markdown', values.markdown),
    }),
    memoryMb: readNumber('--memory', values.memory, MEMORY_MB.least, MEMORY_MB.most),
    limits: values.limits,
  };
}

function readPath([path, ...others]: readonly string[], workloads: readonly string[]): { readonly path?: string } {
  if (path !== undefined && workloads.length > 0) throw new BenchError(`either ${path} or --workload`);
  if (others.length > 0) throw new BenchError(`one PATH at a time: what is ${others[0]}?`);
  return given({ path });
}

/** What is measured where the command line does not say it. */
function chosenSet({ quick, full }: { readonly quick: boolean; readonly full: boolean }): BenchSet {
  if (quick && full) throw new BenchError('either --quick or --full');
  if (quick) return QUICK_SET;
  return full ? FULL_SET : DEFAULT_SET;
}

function namedContenders(values: { readonly transports: boolean; readonly contender: readonly string[] }): string[] {
  return [...(values.transports ? TRANSPORT_CONTENDERS : []), ...values.contender];
}

function readParts(only: string | undefined): Pick<BenchOptions, 'cold' | 'warm' | 'service' | 'micro'> {
  const part = PARTS.find((name) => name === only);
  if (part === undefined && only !== undefined) throw new BenchError(`--only ${only}: it is ${PARTS.join(', ')}`);
  return {
    cold: part === undefined || part === 'cold',
    warm: part === undefined || part === 'warm',
    service: part === 'service',
    micro: part === 'micro',
  };
}

function orElse(given: readonly string[], fallback: readonly string[]): readonly string[] {
  return given.length > 0 ? given : fallback;
}

/** Without what was not given. */
function given<T extends object>(values: T): { [K in keyof T]?: Exclude<T[K], undefined> } {
  const entries = Object.entries(values).filter(([, value]) => value !== undefined);
  return Object.fromEntries(entries) as { [K in keyof T]?: Exclude<T[K], undefined> };
}

// Asked now, since a run of several minutes would be lost at its end.
function readFile(option: string, file: string | undefined): string | undefined {
  if (file === undefined) return undefined;
  if (!existsSync(dirname(resolve(file)))) throw new BenchError(`${option} ${file}: that folder does not exist`);
  if (statSync(file, { throwIfNoEntry: false })?.isDirectory()) throw new BenchError(`${option} ${file}: a folder`);
  return file;
}

function readNumber(option: string, text: string, least: number, most: number): number {
  const number = Number(text);
  if (/^\d+$/.test(text) && number >= least && number <= most) return number;
  throw new BenchError(`${option} ${text}: it is a whole number from ${least} to ${most}`);
}

function list(entries: readonly { readonly name: string; readonly about: string }[]): string {
  return entries.map(({ name, about }) => `  ${name.padEnd(17)}  ${about}\n`).join('');
}
