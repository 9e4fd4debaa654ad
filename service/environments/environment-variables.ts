import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { CREDENTIALS_PATH } from '../../runtime/protocol/snap-start.ts';
import type { InitializationType } from '../../runtime/protocol/telemetry-events.ts';
import type { FunctionConfig } from '../functions/function-config.ts';
import { logSettings } from '../telemetry/log-settings.ts';
import { daemonVariables } from '../tracing/daemon-address.ts';
import type { Sandbox } from './sandbox.ts';

/** What one environment adds to the variables of its function. */
export interface EnvironmentPlace {
  /** `host:port` of this environment's APIs. */
  readonly runtimeApi: string;
  readonly sandbox: Pick<Sandbox, 'kind' | 'inside'>;
  readonly logStream: string;
  /** What opens the credentials of a function with SnapStart. */
  readonly credentialsToken?: string;
}

type Variables = Record<string, string>;

/** Names that the platform sets and that a function's configuration cannot. */
export const RESERVED_VARIABLES: ReadonlySet<string> = new Set([
  '_HANDLER',
  '_X_AMZN_TRACE_ID',
  'AWS_ACCESS_KEY',
  'AWS_ACCESS_KEY_ID',
  'AWS_DEFAULT_REGION',
  'AWS_EXECUTION_ENV',
  'AWS_LAMBDA_FUNCTION_MEMORY_SIZE',
  'AWS_LAMBDA_FUNCTION_NAME',
  'AWS_LAMBDA_FUNCTION_VERSION',
  'AWS_LAMBDA_INITIALIZATION_TYPE',
  'AWS_LAMBDA_LOG_GROUP_NAME',
  'AWS_LAMBDA_LOG_STREAM_NAME',
  'AWS_LAMBDA_MAX_CONCURRENCY',
  'AWS_LAMBDA_METADATA_API',
  'AWS_LAMBDA_METADATA_TOKEN',
  'AWS_LAMBDA_RUNTIME_API',
  'AWS_REGION',
  'AWS_SECRET_ACCESS_KEY',
  'AWS_SESSION_TOKEN',
  'LAMBDA_RUNTIME_DIR',
  'LAMBDA_TASK_ROOT',
]);

// Of the user's own environment only this: a function that works by accident of a developer's shell fails in Lambda.
const PASSED_ON = ['AWS_PROFILE', 'AWS_CONFIG_FILE', 'AWS_SHARED_CREDENTIALS_FILE', 'AWS_ENDPOINT_URL'];

// Those of a function with SnapStart come from an endpoint of their own.
const CREDENTIALS = ['AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY', 'AWS_SESSION_TOKEN'];

const SANDBOX_PATH = '/usr/local/bin:/usr/bin:/bin';

const DEFAULT_REGION = 'us-east-1';

/** The region of the user's own environment, or us-east-1. */
export function regionOf(own: NodeJS.ProcessEnv): string {
  return own.AWS_REGION ?? own.AWS_DEFAULT_REGION ?? DEFAULT_REGION;
}

/** How environments of a function come to be: the value of AWS_LAMBDA_INITIALIZATION_TYPE. */
export function initializationType({ snapStart, provisioned }: FunctionConfig): InitializationType {
  if (provisioned === true) return 'provisioned-concurrency';
  return snapStart ? 'snap-start' : 'on-demand';
}

/**
 * Every variable that a runtime on `provided.al2023` sees. AWS_EXECUTION_ENV is not among them: Lambda sets it for its
 * managed runtimes only.
 *
 * @param own the environment of this program, for credentials, region and PATH
 */
export function environmentVariables(
  config: FunctionConfig,
  place: EnvironmentPlace,
  own: NodeJS.ProcessEnv,
): Record<string, string> {
  const { taskRoot, runtime, temporary } = place.sandbox.inside;
  return {
    LANG: 'en_US.UTF-8',
    TZ: ':UTC',
    AWS_XRAY_CONTEXT_MISSING: 'LOG_ERROR',
    ...daemonVariables(own),
    ...passedOn(config.snapStart ? PASSED_ON : [...CREDENTIALS, ...PASSED_ON], own),
    ...searchPaths(place.sandbox, own),
    ...logVariables(config),
    ...config.variables,
    TMPDIR: temporary,
    _HANDLER: config.handler,
    AWS_REGION: regionOf(own),
    AWS_DEFAULT_REGION: regionOf(own),
    AWS_LAMBDA_FUNCTION_NAME: config.name,
    AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(config.memoryMb),
    AWS_LAMBDA_FUNCTION_VERSION: config.version,
    AWS_LAMBDA_INITIALIZATION_TYPE: initializationType(config),
    ...(config.snapStart ? credentialsEndpoint(place) : logNames(config, place)),
    AWS_LAMBDA_RUNTIME_API: place.runtimeApi,
    LAMBDA_TASK_ROOT: taskRoot,
    LAMBDA_RUNTIME_DIR: runtime,
    ...config.told,
  };
}

/** Where a function with SnapStart asks for its credentials: they must not be in a snapshot. */
function credentialsEndpoint({ runtimeApi, credentialsToken = '' }: EnvironmentPlace): Variables {
  return {
    AWS_CONTAINER_CREDENTIALS_FULL_URI: `http://${runtimeApi}${CREDENTIALS_PATH}`,
    AWS_CONTAINER_AUTHORIZATION_TOKEN: credentialsToken,
  };
}

/** What tells runtimes how to log. */
function logVariables(config: FunctionConfig): Variables {
  const settings = logSettings(config);
  if (settings.format === 'Text') return { AWS_LAMBDA_LOG_FORMAT: 'Text' };
  return { AWS_LAMBDA_LOG_FORMAT: 'JSON', AWS_LAMBDA_LOG_LEVEL: settings.applicationLevel };
}

/** The copies of a snapshot have a log stream each, so a function with SnapStart does not learn it. */
function logNames({ name }: FunctionConfig, { logStream }: EnvironmentPlace): Variables {
  return { AWS_LAMBDA_LOG_GROUP_NAME: `/aws/lambda/${name}`, AWS_LAMBDA_LOG_STREAM_NAME: logStream };
}

/** Where programs, libraries and packages are looked for; layers bring their own. */
function searchPaths({ kind, inside }: EnvironmentPlace['sandbox'], own: NodeJS.ProcessEnv): Variables {
  const { layers, taskRoot, runtime } = inside;
  const paths = {
    PATH: `${kind === 'none' ? own.PATH : SANDBOX_PATH}:${layers}/bin`,
    LD_LIBRARY_PATH: [runtime, `${runtime}/lib`, taskRoot, `${taskRoot}/lib`, `${layers}/lib`].join(':'),
  };
  // In the sandbox layers are in /opt, where bootstraps look of their own accord.
  return kind === 'none' ? { ...paths, NODE_PATH: packageFolders(layers).join(':') } : paths;
}

/** Those of a line of Node.js come first, as for bootstraps, which know theirs. */
function packageFolders(layers: string): readonly string[] {
  const folder = join(layers, 'nodejs');
  const lines = existsSync(folder) ? readdirSync(folder).filter((name) => /^node\d+$/.test(name)) : [];
  return [...lines.toSorted().map((line) => join(folder, line)), folder].map((path) => join(path, 'node_modules'));
}

function passedOn(names: readonly string[], own: NodeJS.ProcessEnv): Variables {
  const entries = names.map((name) => [name, own[name]] as const);
  return Object.fromEntries(entries.filter((entry): entry is readonly [string, string] => entry[1] !== undefined));
}
