// The runtime always asks. GET next is parked until an event exists, hours if need be: the process may be frozen
// meanwhile, so there is no timeout. Exactly one POST, response or error, answers the event. The following GET
// next says "I am idle, you may freeze me". Asking for the first event ends the init phase; a runtime that cannot
// initialise posts init/error and exits.

/** Paths of the Lambda Runtime API, version 2018-06-01. */
export const RUNTIME_API = {
  next: '/2018-06-01/runtime/invocation/next',
  initError: '/2018-06-01/runtime/init/error',
  response: (requestId: string): string => `/2018-06-01/runtime/invocation/${encodeURIComponent(requestId)}/response`,
  error: (requestId: string): string => `/2018-06-01/runtime/invocation/${encodeURIComponent(requestId)}/error`,
} as const;

/** Headers of the answer to `next`, in lower case: names are compared that way on both ends. */
export const INVOCATION_HEADERS = {
  requestId: 'lambda-runtime-aws-request-id',
  invocationId: 'lambda-runtime-invocation-id',
  deadlineMs: 'lambda-runtime-deadline-ms',
  functionArn: 'lambda-runtime-invoked-function-arn',
  traceId: 'lambda-runtime-trace-id',
  clientContext: 'lambda-runtime-client-context',
  cognitoIdentity: 'lambda-runtime-cognito-identity',
  tenantId: 'lambda-runtime-aws-tenant-id',
} as const;

/** Headers that the runtime sends with a response or an error report. */
export const REPORT_HEADERS = {
  /** Echoed from the answer to `next`; a wrong value is refused with 400, none at all is accepted. */
  invocationId: 'lambda-runtime-invocation-id',
  errorType: 'lambda-runtime-function-error-type',
  /** Compact JSON of at most 64 KiB; the service crops what is longer. */
  xrayCause: 'lambda-runtime-function-xray-error-cause',
  responseMode: 'lambda-runtime-function-response-mode',
} as const;
