/**
 * An error as the service hands it to the caller. The official client names the stack `trace`, and so do we:
 * callers read it there. The first element is the line `Name: message`.
 */
export interface ErrorResponse {
  readonly errorType: string;
  readonly errorMessage: string;
  readonly trace: readonly string[];
}

/** Error types that this runtime reports of its own accord; a function's own errors go under their JavaScript name. */
export type RuntimeErrorType =
  | 'Runtime.HandlerNotFound'
  | 'Runtime.ImportModuleError'
  | 'Runtime.InvalidStreamingOperation'
  | 'Runtime.JSONStringifyError'
  | 'Runtime.MalformedHandlerName'
  | 'Runtime.MalformedStreamingHandler'
  | 'Runtime.NodeJsExit'
  | 'Runtime.PlatformError'
  | 'Runtime.StreamNotEnded'
  | 'Runtime.UnhandledPromiseRejection'
  | 'Runtime.UnmarshalError'
  | 'Runtime.UserCodeSyntaxError';
