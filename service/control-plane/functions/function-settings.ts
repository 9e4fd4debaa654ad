import type { LogLevel } from '../../../runtime/protocol/log-frame.ts';
import { RESERVED_VARIABLES } from '../../environments/environment-variables.ts';
import { ServiceError } from '../../http/service-error.ts';
import type { SystemLogLevel } from '../../telemetry/log-settings.ts';
import { list, type MembersOf, map, oneOf, structure, text, whole } from '../members.ts';

const ROLE = /^arn:(aws[a-zA-Z-]*)?:iam::\d{12}:role\/?[a-zA-Z_0-9+=,.@\-_/]+$/;
const LAYER_VERSION = /^arn:[a-zA-Z0-9-]+:lambda:[a-zA-Z0-9-]+:\d{12}:layer:[a-zA-Z0-9-_]+:[0-9]+$/;
const TARGET = /^(arn:(aws[a-zA-Z0-9-]*):([a-zA-Z0-9-])+:([a-z]{2}(-gov)?-[a-z]+-\d{1})?:(\d{12})?:(.*))?$/;
const VARIABLE_NAME = /^[a-zA-Z]([a-zA-Z0-9_])+$/;
const HANDLER = /^[^\s]+$/;
const MAX_VARIABLES_BYTES = 4096;
const MAX_LAYERS = 5;

/** Runtimes whose functions this machine's bootstrap can run. */
const RUNTIMES = /^(provided(\.al2(023)?)?|nodejs(\d\d\.x)?)$/;

/** What an update of the configuration can change: members of CreateFunction and UpdateFunctionConfiguration. */
export interface FunctionSettings {
  readonly Description?: string;
  readonly Runtime?: string;
  readonly Role?: string;
  readonly Handler?: string;
  /** Seconds. */
  readonly Timeout?: number;
  /** MB. */
  readonly MemorySize?: number;
  readonly Environment?: { readonly Variables?: Readonly<Record<string, string>> };
  /** ARNs of layer versions. */
  readonly Layers?: readonly string[];
  readonly EphemeralStorage?: { readonly Size?: number };
  readonly TracingConfig?: { readonly Mode?: 'Active' | 'PassThrough' };
  readonly SnapStart?: { readonly ApplyOn?: 'None' | 'PublishedVersions' };
  readonly DeadLetterConfig?: { readonly TargetArn?: string };
  readonly LoggingConfig?: LoggingConfig;
}

interface LoggingConfig {
  readonly LogFormat?: 'Text' | 'JSON';
  readonly ApplicationLogLevel?: LogLevel;
  readonly SystemLogLevel?: SystemLogLevel;
  readonly LogGroup?: string;
}

/** How they are read. */
export const SETTINGS: MembersOf<FunctionSettings> = {
  Description: text({ max: 256 }),
  Runtime: text({ max: 64 }),
  Role: text({ pattern: ROLE }),
  Handler: text({ min: 1, max: 128, pattern: HANDLER }),
  Timeout: whole(1, 900),
  MemorySize: whole(128, 10_240),
  Environment: structure({ Variables: map(text({ pattern: VARIABLE_NAME }), text()) }),
  Layers: list(text({ max: 140, pattern: LAYER_VERSION })),
  EphemeralStorage: structure({ Size: whole(512, 10_240) }),
  TracingConfig: structure({ Mode: oneOf('Active', 'PassThrough') }),
  SnapStart: structure({ ApplyOn: oneOf('None', 'PublishedVersions') }),
  DeadLetterConfig: structure({ TargetArn: text({ pattern: TARGET }) }),
  LoggingConfig: structure({
    LogFormat: oneOf('Text', 'JSON'),
    ApplicationLogLevel: oneOf('TRACE', 'DEBUG', 'INFO', 'WARN', 'ERROR', 'FATAL'),
    SystemLogLevel: oneOf('DEBUG', 'INFO', 'WARN'),
    LogGroup: text({ min: 1, max: 512, pattern: /^[.\-_/#A-Za-z0-9]+$/ }),
  }),
};

/**
 * Checks what the members alone do not tell.
 *
 * @throws ServiceError InvalidParameterValueException in Lambda's words
 */
export function checkSettings({ Runtime, Environment, Layers = [], LoggingConfig = {} }: FunctionSettings): void {
  if (Runtime !== undefined && !RUNTIMES.test(Runtime)) {
    throw refused(
      `The runtime parameter of ${Runtime} is not supported here: snapboot runs provided.al2023 and nodejs`,
    );
  }
  checkVariables(Environment?.Variables ?? {});
  if (Layers.length > MAX_LAYERS) throw refused(`Cannot reference more than ${MAX_LAYERS} layers.`);
  if (LoggingConfig.LogFormat !== 'JSON' && hasLevels(LoggingConfig)) throw levelsWithText();
  const names = Layers.map((arn) => arn.slice(0, arn.lastIndexOf(':')));
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice !== undefined)
    throw refused(
      `Two different versions of the same layer are not allowed to be referenced in the same function. ${twice}`,
    );
}

function hasLevels({ ApplicationLogLevel, SystemLogLevel }: LoggingConfig): boolean {
  return ApplicationLogLevel !== undefined || SystemLogLevel !== undefined;
}

function levelsWithText(): ServiceError {
  return refused('ApplicationLogLevel and SystemLogLevel can be set with the LogFormat JSON only.');
}

function checkVariables(variables: Readonly<Record<string, string>>): void {
  const unable =
    'Lambda was unable to configure your environment variables because the environment variables you have provided';
  const reserved = Object.keys(variables).filter((name) => RESERVED_VARIABLES.has(name));
  if (reserved.length > 0) {
    const contains = 'contains reserved keys that are currently not supported for modification.';
    throw refused(`${unable} ${contains} Reserved keys used in this request: ${reserved.join(', ')}`);
  }
  const bytes = Object.entries(variables).reduce((sum, pair) => sum + Buffer.byteLength(pair.join('')), 0);
  if (bytes > MAX_VARIABLES_BYTES) throw refused(`${unable} exceeded the 4KB limit: ${bytes} bytes`);
}

/** A request that is well-formed, but that Lambda does not do. */
export function refused(message: string): ServiceError {
  return new ServiceError('InvalidParameterValueException', message);
}
