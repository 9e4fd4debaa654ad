import { statSync } from 'node:fs';
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { BuildError } from '../../build-error.ts';
import { type BuildPlan, readBuildPlan } from '../../build-plan.ts';
import type { SampleEvent } from '../compile/training-run.ts';
import { readEvent, readTrials, readVariable } from '../sample-options.ts';

/** What `snapboot function cache` was asked to do. */
export interface FunctionCacheOptions {
  /** Absolute path of the function's folder. */
  readonly folder: string;
  readonly handler: string;
  readonly events: readonly SampleEvent[];
  /** What the function finds in its environment meanwhile. */
  readonly variables: Readonly<Record<string, string>>;
  /** Starts that are measured; 0 keeps the cache unmeasured. */
  readonly trials: number;
  readonly layer: BuildPlan;
}

const DEFAULT_TRIALS = 10;

/** The text of `snapboot function cache --help`. */
export const FUNCTION_CACHE_HELP: string = `Usage: snapboot function cache DIR [options]

Fills a compile cache of Node.js in the folder of a function that is not built, as DIR/.snapboot/compile-cache, by running
it with sample events; snapboot reads it in every cold start. Starts are measured with it and without, and it is kept
only where they are faster. snapboot function build makes them faster by far.

Options
  --event FILE              a sample event, as JSON; can be repeated, they run in this order, - is stdin
  --env NAME[=VALUE]        a variable for that; without a value that of this shell; can be repeated
  --handler FILE.EXPORT     what is called (default: index.handler)
  --trials N                starts to be measured of each, 0 to keep it in any case (default: ${DEFAULT_TRIALS})
  --arch x86_64|arm64       the function's architecture (default: that of this machine)
  --node 24|26              the line of Node.js (default: 24)
  -h, --help                this text

Examples
  snapboot function cache dist/orders --event events/order.json
  snapboot function cache . --handler src/app.handler --node 26
`;

const OPTIONS = {
  event: { type: 'string', multiple: true, default: [] as string[] },
  env: { type: 'string', multiple: true, default: [] as string[] },
  handler: { type: 'string', default: 'index.handler' },
  trials: { type: 'string', default: String(DEFAULT_TRIALS) },
  arch: { type: 'string' },
  node: { type: 'string' },
} as const;

/**
 * Reads what follows `snapboot function cache`.
 *
 * @throws BuildError for what cannot be done, the TypeError of parseArgs for an unknown option
 */
export function readFunctionCacheOptions(args: readonly string[]): FunctionCacheOptions {
  const { values, positionals } = parseArgs({ args: [...args], options: OPTIONS, allowPositionals: true });
  const { arch, node } = values;
  return {
    folder: readFolder(positionals),
    handler: values.handler,
    events: values.event.map(readEvent),
    variables: Object.fromEntries(values.env.map(readVariable)),
    trials: readTrials(values.trials),
    layer: readBuildPlan([
      ...(arch === undefined ? [] : ['--arch', arch]),
      ...(node === undefined ? [] : ['--node', node]),
    ]),
  };
}

function readFolder([path, ...others]: readonly string[]): string {
  if (path === undefined) throw new BuildError('function cache: of which function? give its folder');
  if (others.length > 0) throw new BuildError(`one folder at a time: what is ${others[0]}?`);
  const found = statSync(path, { throwIfNoEntry: false });
  if (found === undefined) throw new BuildError(`${path}: no such folder`);
  if (!found.isDirectory()) throw new BuildError(`${path} is a file: give the folder that holds the function`);
  return resolve(path);
}
