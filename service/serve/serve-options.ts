import { parseArgs } from 'node:util';
import { holdsFunctions } from '../functions/functions-at-paths.ts';
import { defaultLogFolder } from '../logs/log-folder.ts';
import { DEFAULT_RUNNER_OPTIONS, type RunnerOptions } from '../runner-options.ts';
import { DEFAULT_CONCURRENCY } from '../service-options.ts';
import { UsageError } from '../usage-error.ts';

/** What `snapboot serve` was asked for; checked, but nothing is opened yet. */
export interface ServeOptions {
  /** Files and folders of functions, as given. */
  readonly paths: readonly string[];
  readonly host: string;
  /** 0 for a free one. */
  readonly port: number;
  readonly stateFolder: string;
  /** Whether nobody has asked for that folder: then another service may have it. */
  readonly stateOptional: boolean;
  /** What asynchronous invocations wait is multiplied by this. */
  readonly asyncTimeScale: number;
  /** Invocations at a time. */
  readonly concurrency: number;
  readonly runner: RunnerOptions;
}

/** The text of `snapboot serve --help`. */
export const SERVE_HELP: string = `Usage: snapboot serve [PATH ...] [options]

Runs functions on this machine behind Lambda's own API, for the AWS CLI, the SDKs and curl.
PATH is a handler file (its export "handler"), a folder ("index.handler"), or a folder or file that declares functions:
snapboot.json. Without PATH it is the current folder, if that holds any. When a file changes, the next invocation starts
afresh. Other functions are deployed through the API: CreateFunction, or snapboot function deploy.

Options
  --port N                 0 finds a free one (default: 9000)
  --host ADDRESS           0.0.0.0 lets other machines in (default: 127.0.0.1)
  --concurrency N          invocations at a time (default: ${DEFAULT_CONCURRENCY})
  --scaling-rate N         environments that a function can get in ten seconds (default: ${DEFAULT_RUNNER_OPTIONS.scalingRate})
  --idle-timeout SECONDS   an environment ends after so long without an invocation (default: ${DEFAULT_RUNNER_OPTIONS.idleTimeoutMs / 1000})
  --no-freeze              let environments run on between invocations; Lambda freezes them
  --no-sandbox             let functions see and change the file system as you do
  --no-limits              enforce neither memory nor CPU share
  --state DIR              folder of the log files and of all that is deployed, which the next service finds there
                           (default: $XDG_STATE_HOME/snapboot/logs, else in /tmp)
  --async-time-scale X     for tests: multiplies how long asynchronous invocations wait, and may wait (default: 1)
  -h, --help               this text

snapboot.json: only path or handler is needed, and only where the folder itself is no function
  { "functions": [ { "name": "hello", "path": "src/hello", "handler": "index.handler", "memory": 128, "timeout": 3,
      "environment": { "TABLE": "users" }, "layers": ["../layer"], "ephemeralStorage": 512, "logFormat": "Text",
      "tracing": "PassThrough", "url": true } ],
    "apis": [ { "name": "shop", "type": "http-api", "routes": [ { "route": "GET /{id}", "function": "hello" } ] } ] }

Examples
  snapboot serve scripts/examples/buffered.mjs
  snapboot serve my-function other-function --port 0
`;

const HERE = '.';

const OPTIONS = {
  port: { type: 'string', default: '9000' },
  host: { type: 'string', default: '127.0.0.1' },
  'scaling-rate': { type: 'string', default: String(DEFAULT_RUNNER_OPTIONS.scalingRate) },
  concurrency: { type: 'string', default: String(DEFAULT_CONCURRENCY) },
  'idle-timeout': { type: 'string', default: String(DEFAULT_RUNNER_OPTIONS.idleTimeoutMs / 1000) },
  'no-freeze': { type: 'boolean', default: false },
  'no-sandbox': { type: 'boolean', default: false },
  'no-limits': { type: 'boolean', default: false },
  state: { type: 'string' },
  'async-time-scale': { type: 'string', default: '1' },
} as const;

/**
 * Reads the command line of `snapboot serve`.
 *
 * @throws UsageError for a value out of range, the TypeError of parseArgs for an unknown option
 */
export function readServeOptions(args: readonly string[]): ServeOptions {
  const { values, positionals } = parseArgs({ args: [...args], options: OPTIONS, allowPositionals: true });
  if (values.host === '') throw new UsageError('--host: expected an address such as 127.0.0.1, found nothing');
  return {
    paths: positionals.length > 0 ? positionals : [HERE].filter(holdsFunctions),
    host: values.host,
    port: readWhole('--port', values.port, 0, 65_535),
    stateFolder: values.state || defaultLogFolder(process.env),
    stateOptional: !values.state,
    asyncTimeScale: readScale('--async-time-scale', values['async-time-scale']),
    concurrency: readWhole('--concurrency', values.concurrency, 1, 10_000),
    runner: {
      scalingRate: readWhole('--scaling-rate', values['scaling-rate'], 1, 10_000),
      freeze: !values['no-freeze'],
      sandbox: !values['no-sandbox'],
      limits: !values['no-limits'],
      idleTimeoutMs: readWhole('--idle-timeout', values['idle-timeout'], 1, 86_400) * 1000,
    },
  };
}

function readScale(option: string, text: string): number {
  const value = /^\d*\.?\d+$/.test(text) ? Number(text) : Number.NaN;
  if (value > 0 && value <= 1) return value;
  throw new UsageError(`${option} ${text}: expected a number above 0, and 1 at most, such as 0.01`);
}

function readWhole(option: string, text: string, least: number, most: number): number {
  const value = /^\d+$/.test(text) ? Number(text) : Number.NaN;
  if (value >= least && value <= most) return value;
  throw new UsageError(`${option} ${text}: expected a whole number from ${least} to ${most}`);
}
