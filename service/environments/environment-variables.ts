import type { FunctionConfig } from '../functions/function-config.ts';
import type { Sandbox } from './sandbox.ts';

/** What one environment adds to the variables of its function. */
export interface EnvironmentPlace {
  /** `host:port` of this environment's APIs. */
  readonly runtimeApi: string;
  readonly sandbox: Pick<Sandbox, 'kind' | 'inside'>;
  readonly logStream: string;
}

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
const PASSED_ON = [
  'AWS_ACCESS_KEY_ID',
  'AWS_SECRET_ACCESS_KEY',
  'AWS_SESSION_TOKEN',
  'AWS_PROFILE',
  'AWS_CONFIG_FILE',
  'AWS_SHARED_CREDENTIALS_FILE',
  'AWS_ENDPOINT_URL',
];

const SANDBOX_PATH = '/usr/local/bin:/usr/bin:/bin';

const DEFAULT_REGION = 'us-east-1';

/** The version that a function has unless it was published. */
export const FUNCTION_VERSION = '$LATEST';

/** The region of the user's own environment, or us-east-1. */
export function regionOf(own: NodeJS.ProcessEnv): string {
  return own.AWS_REGION ?? own.AWS_DEFAULT_REGION ?? DEFAULT_REGION;
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
    ...passedOn(own),
    ...searchPaths(place.sandbox, own),
    ...config.variables,
    TMPDIR: temporary,
    _HANDLER: config.handler,
    AWS_REGION: regionOf(own),
    AWS_DEFAULT_REGION: regionOf(own),
    AWS_LAMBDA_FUNCTION_NAME: config.name,
    AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(config.memoryMb),
    AWS_LAMBDA_FUNCTION_VERSION: FUNCTION_VERSION,
    AWS_LAMBDA_INITIALIZATION_TYPE: 'on-demand',
    AWS_LAMBDA_LOG_GROUP_NAME: `/aws/lambda/${config.name}`,
    AWS_LAMBDA_LOG_STREAM_NAME: place.logStream,
    AWS_LAMBDA_RUNTIME_API: place.runtimeApi,
    LAMBDA_TASK_ROOT: taskRoot,
    LAMBDA_RUNTIME_DIR: runtime,
  };
}

/** Where programs, libraries and packages are looked for; layers bring their own. */
function searchPaths({ kind, inside }: EnvironmentPlace['sandbox'], own: NodeJS.ProcessEnv): Record<string, string> {
  const { layers, taskRoot, runtime } = inside;
  const paths = {
    PATH: `${kind === 'none' ? own.PATH : SANDBOX_PATH}:${layers}/bin`,
    LD_LIBRARY_PATH: [runtime, `${runtime}/lib`, taskRoot, `${taskRoot}/lib`, `${layers}/lib`].join(':'),
  };
  // In the sandbox layers are in /opt, where bootstraps look of their own accord.
  return kind === 'none' ? { ...paths, NODE_PATH: `${layers}/nodejs/node_modules` } : paths;
}

function passedOn(own: NodeJS.ProcessEnv): Record<string, string> {
  const entries = PASSED_ON.map((name) => [name, own[name]] as const);
  return Object.fromEntries(entries.filter((entry): entry is readonly [string, string] => entry[1] !== undefined));
}
