const PLATFORM_TYPE = /(Runtime|Function)\.[A-Z][a-zA-Z]+/;

/** The error type that the platform reports for the one that a runtime gave in a header or a trailer. */
export function normalErrorType(given: string | undefined): string {
  if (given !== undefined && PLATFORM_TYPE.test(given)) return given;
  return given?.startsWith('Function.') ? 'Function.Unknown' : 'Runtime.Unknown';
}
