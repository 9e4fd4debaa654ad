import { majorVersion } from '../../build-plan.ts';

/** How the variables of a build stand to those of an execution environment. */
export interface VariableRules {
  /** An expression for names that loading must not read: secrets, and what each execution environment has for itself. */
  readonly hidden: string;
  /** Names that Lambda sets, to what the build was not told. */
  readonly unknown: readonly string[];
}

// Credentials by whatever name, but not the paths of files; and what each execution environment has for itself.
const HIDDEN =
  '^(?!.*_FILE$).*(SECRET|TOKEN|PASSW|PASSPHRASE|CREDENTIAL|PRIVATE|API_?KEY|ACCESS_?KEY)|^AWS_LAMBDA_(LOG_STREAM_NAME|RUNTIME_API|METADATA)|^_X_AMZN_TRACE_ID$|^_LAMBDA_';

// What the service sets, and a build cannot know.
const OF_THE_SERVICE = [
  'AWS_DEFAULT_REGION',
  'AWS_LAMBDA_FUNCTION_MEMORY_SIZE',
  'AWS_LAMBDA_FUNCTION_NAME',
  'AWS_LAMBDA_FUNCTION_VERSION',
  'AWS_LAMBDA_LOG_FORMAT',
  'AWS_LAMBDA_LOG_GROUP_NAME',
  'AWS_LAMBDA_LOG_LEVEL',
  'AWS_REGION',
  'AWS_XRAY_DAEMON_ADDRESS',
  'LAMBDA_RUNTIME_DIR',
  'LAMBDA_TASK_ROOT',
  'LD_LIBRARY_PATH',
  'NODE_PATH',
  'PATH',
  'PWD',
  '_HANDLER',
];

// As they are on Lambda, unless environments are provisioned or restored: those start in the usual way then.
const ALWAYS = {
  AWS_LAMBDA_INITIALIZATION_TYPE: 'on-demand',
  LANG: 'en_US.UTF-8',
  TMPDIR: '/tmp',
  TZ: ':UTC',
};

/** The variables that a function is loaded with at its build: nothing of this machine, and no secret. */
export function variablesOfBuild(given: Readonly<Record<string, string>>, nodeVersion: string): Record<string, string> {
  const told = Object.entries(given).filter(([name]) => !isHidden(name));
  // As the bootstrap sets it.
  const AWS_EXECUTION_ENV = `AWS_Lambda_nodejs${majorVersion(nodeVersion)}.x`;
  return { ...ALWAYS, AWS_EXECUTION_ENV, ...Object.fromEntries(told) };
}

/** What loading may read of them. */
export function variableRules(given: Readonly<Record<string, string>>): VariableRules {
  return { hidden: HIDDEN, unknown: OF_THE_SERVICE.filter((name) => given[name] === undefined) };
}

function isHidden(name: string): boolean {
  return new RegExp(HIDDEN, 'i').test(name);
}
