// What SDKs say to Lambda (restJson1). Invoke answers 200 also when the function has failed: x-amz-function-error tells.
// InvokeWithResponseStream answers with event-stream messages: PayloadChunk as often as needed, then one InvokeComplete,
// which also carries the error of the function. A request that Lambda itself refuses gets another status, the name of
// the error in x-amzn-errortype, and a JSON body; whether its text is under `Message` or `message` depends on the error.

/** Paths of the operations that run a function. The open part is a name or an ARN, percent-encoded. */
export const INVOKE_API = {
  /** Asynchronous, from before there were types of invocations; answered with 202 and `{"Status":202}`. */
  invokeAsync: (functionName: string): string => `/2014-11-13/functions/${functionName}/invoke-async`,
  invoke: (functionName: string): string => `/2015-03-31/functions/${functionName}/invocations`,
  invokeWithResponseStream: (functionName: string): string =>
    `/2021-11-15/functions/${functionName}/response-streaming-invocations`,
} as const;

/** The name in the one path that AWS's runtime interface emulator knows. */
export const EMULATOR_FUNCTION = 'function';

/** Header names of requests and answers, in lower case. */
export const INVOKE_HEADERS = {
  invocationType: 'x-amz-invocation-type',
  logType: 'x-amz-log-type',
  /** Base64 of a JSON object. */
  clientContext: 'x-amz-client-context',
  tenantId: 'x-amz-tenant-id',
  traceId: 'x-amzn-trace-id',
  requestId: 'x-amzn-requestid',
  errorType: 'x-amzn-errortype',
  executedVersion: 'x-amz-executed-version',
  /** `Unhandled` for every error of a function. */
  functionError: 'x-amz-function-error',
  /** Base64 of the last 4 KB of the invocation's log. */
  logResult: 'x-amz-log-result',
  /** Content type of a streamed result, since the answer's own says that it is an event stream. */
  remappedContentType: 'x-amzn-remapped-content-type',
} as const;

export const INVOCATION_TYPES = ['RequestResponse', 'Event', 'DryRun'] as const;

export type InvocationType = (typeof INVOCATION_TYPES)[number];

export const LOG_TYPES = ['None', 'Tail'] as const;

export type LogType = (typeof LOG_TYPES)[number];

export const UNHANDLED = 'Unhandled';

/** Largest payload of a synchronous request, in bytes. */
export const MAX_PAYLOAD_BYTES = 6_291_456;

/** Largest payload of an asynchronous request, in bytes. */
export const MAX_EVENT_BYTES = 1_048_576;

/** Largest client context, in bytes of base64. */
export const MAX_CLIENT_CONTEXT_BYTES = 3583;

export const EVENT_STREAM_CONTENT_TYPE = 'application/vnd.amazon.eventstream';

/** Errors of the service: the status, and the key of the text in the body. */
export const SERVICE_ERRORS = {
  AccessDeniedException: { status: 403, messageKey: 'Message' },
  CodeStorageExceededException: { status: 400, messageKey: 'message' },
  InvalidParameterValueException: { status: 400, messageKey: 'message' },
  InvalidZipFileException: { status: 502, messageKey: 'Message' },
  InvalidRequestContentException: { status: 400, messageKey: 'message' },
  MalformedHttpRequestException: { status: 400, messageKey: 'message' },
  PolicyLengthExceededException: { status: 400, messageKey: 'message' },
  PreconditionFailedException: { status: 412, messageKey: 'message' },
  ProvisionedConcurrencyConfigNotFoundException: { status: 404, messageKey: 'message' },
  RecursiveInvocationException: { status: 400, messageKey: 'Message' },
  RequestTooLargeException: { status: 413, messageKey: 'message' },
  ResourceConflictException: { status: 409, messageKey: 'message' },
  ResourceInUseException: { status: 400, messageKey: 'Message' },
  ResourceNotFoundException: { status: 404, messageKey: 'Message' },
  SerializationException: { status: 400, messageKey: 'message' },
  ServiceException: { status: 500, messageKey: 'Message' },
  SnapStartException: { status: 400, messageKey: 'Message' },
  SnapStartTimeoutException: { status: 408, messageKey: 'Message' },
  TooManyRequestsException: { status: 429, messageKey: 'message' },
  UnknownOperationException: { status: 404, messageKey: 'message' },
  ValidationException: { status: 400, messageKey: 'message' },
} as const;

export type ServiceErrorType = keyof typeof SERVICE_ERRORS;
