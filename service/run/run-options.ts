import { parseArgs } from 'node:util';
import { RESERVED_VARIABLES } from '../environments/environment-variables.ts';
import { UsageError } from '../usage-error.ts';

/** What `snapboot run` was asked for; checked, but nothing is opened yet. */
export interface RunOptions {
  /** File or folder of the function, as given. */
  readonly path: string;
  readonly handler?: string;
  /** A file, JSON, or `-` for stdin. */
  readonly event: string;
  readonly times: number;
  readonly timeoutMs: number;
  readonly memoryMb: number;
  readonly variables: Readonly<Record<string, string>>;
  readonly sandbox: boolean;
  readonly limits: boolean;
}

/** The text of `snapboot run --help`. */
export const RUN_HELP = `Usage: snapboot run PATH [options]

Runs a function on this machine as Lambda would: starts the runtime, sends the event, shows what comes back.
PATH is a file (its export "handler") or a folder ("index.handler").

Options
  --handler NAME      file.export, relative to the folder, such as src/app.handler
  --event EVENT       a file, JSON, or - for stdin (default: {})
  --times N           invocations, one after the other; the first one is cold (default: 2)
  --timeout SECONDS   of one invocation, 900 at most (default: 3)
  --memory MB         128 to 10240, and with it the share of CPU (default: 128)
  --env NAME=VALUE    an environment variable of the function; can be repeated
  --no-sandbox        let the function see and change the file system as you do
  --no-limits         enforce neither memory nor CPU share
  -h, --help          this text

The function sees the variables that Lambda sets, --env, and of your own environment PATH and what begins with AWS_
and concerns region, credentials or endpoint. The exit code is 1 when an invocation fails.

Examples
  snapboot run scripts/examples/buffered.mjs --event '{"name":"Ada"}'
  snapboot run my-function --handler src/app.handler --event event.json --times 5 --env TABLE=users
`;

const OPTIONS = {
  handler: { type: 'string' },
  event: { type: 'string', default: '{}' },
  times: { type: 'string', default: '2' },
  timeout: { type: 'string', default: '3' },
  memory: { type: 'string', default: '128' },
  env: { type: 'string', multiple: true, default: [] as string[] },
  'no-sandbox': { type: 'boolean', default: false },
  'no-limits': { type: 'boolean', default: false },
} as const;

/**
 * Reads the command line of `snapboot run`.
 *
 * @throws UsageError for a value out of range, the TypeError of parseArgs for an unknown option
 */
export function readRunOptions(args: readonly string[]): RunOptions {
  const { values, positionals } = parseArgs({ args: [...args], options: OPTIONS, allowPositionals: true });
  const [path, surplus] = positionals;
  if (path === undefined) throw new UsageError('run: which function? give a file or a folder');
  if (surplus !== undefined) throw new UsageError(`run: one function at a time, found ${path} and ${surplus}`);
  return {
    path,
    ...(values.handler !== undefined && { handler: values.handler }),
    event: values.event,
    times: readNumber('--times', values.times, 1, 100_000, Number.isInteger),
    timeoutMs: Math.round(readNumber('--timeout', values.timeout, 0.01, 900, Number.isFinite) * 1000),
    memoryMb: readNumber('--memory', values.memory, 128, 10_240, Number.isInteger),
    variables: Object.fromEntries(values.env.map(readVariable)),
    sandbox: !values['no-sandbox'],
    limits: !values['no-limits'],
  };
}

function readNumber(
  option: string,
  text: string,
  least: number,
  most: number,
  isFit: (value: number) => boolean,
): number {
  const value = text.trim() === '' ? Number.NaN : Number(text);
  if (isFit(value) && value >= least && value <= most) return value;
  const kind = isFit === Number.isInteger ? 'a whole number' : 'a number';
  throw new UsageError(`${option} ${text}: expected ${kind} from ${least} to ${most}`);
}

function readVariable(text: string): readonly [string, string] {
  const [, name, value] = /^([^=]*)=(.*)$/s.exec(text) ?? [];
  if (name === undefined || value === undefined) throw new UsageError(`--env ${text}: expected NAME=VALUE`);
  if (RESERVED_VARIABLES.has(name)) throw new UsageError(`--env ${name}: Lambda sets this one itself; ${advice(name)}`);
  if (/^[a-zA-Z][a-zA-Z0-9_]+$/.test(name)) return [name, value];
  throw new UsageError(
    `--env ${text}: Lambda wants a name of two or more letters, digits and _, beginning with a letter`,
  );
}

function advice(name: string): string {
  if (name === '_HANDLER') return 'use --handler';
  if (name === 'AWS_LAMBDA_FUNCTION_MEMORY_SIZE') return 'use --memory';
  const isTakenOver = /^AWS_(REGION|DEFAULT_REGION|ACCESS_KEY_ID|SECRET_ACCESS_KEY|SESSION_TOKEN)$/.test(name);
  return isTakenOver ? 'it is taken from your own environment' : 'leave it out';
}
