// Lambda's documents name these; its source leaves out every name with a leading underscore besides.
const WITHHELD: ReadonlySet<string> = new Set([
  'AWS_EXECUTION_ENV',
  'AWS_LAMBDA_LOG_GROUP_NAME',
  'AWS_LAMBDA_LOG_STREAM_NAME',
  'AWS_XRAY_CONTEXT_MISSING',
  'AWS_XRAY_DAEMON_ADDRESS',
  'LAMBDA_RUNTIME_DIR',
  'LAMBDA_TASK_ROOT',
]);

/** The variables of an external extension: those of the runtime without the ones that concern it alone. */
export function extensionVariables(ofRuntime: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(ofRuntime).filter(([name]) => !name.startsWith('_') && !WITHHELD.has(name)));
}
