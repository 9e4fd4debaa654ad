/** The result of an invocation. */
export type InvocationResponse =
  | { readonly mode: 'buffered'; readonly contentType: string | undefined; readonly payload: Buffer }
  /** The bytes went to the StreamReceiver as they came; only their number is left. */
  | { readonly mode: 'streamed'; readonly contentType: string | undefined; readonly bytes: number };

/** What a caller gets in place of a result. */
export interface InvocationError {
  /** As the platform reports it: `Runtime.Unknown` and the like. The payload may carry another one. */
  readonly errorType: string;
  /** What the caller sees, byte for byte: as a rule `{"errorType", "errorMessage", "trace"}`. */
  readonly payload: Buffer;
  /** What the runtime has said of it to X-Ray, as it came. */
  readonly xrayCause?: string;
}

/** What the runtime gave for an invocation. */
export type InvocationAnswer =
  | { readonly state: 'succeeded'; readonly response: InvocationResponse }
  | { readonly state: 'function-error'; readonly error: InvocationError }
  /** The upload broke off: the runtime's process has died, or else its connection. */
  | { readonly state: 'truncated'; readonly error: InvocationError };

/** Takes a streamed response as it arrives. A promise returned by `write` holds the runtime back until it resolves. */
export interface StreamReceiver {
  begin(contentType: string | undefined): void;
  write(chunk: Buffer): void | Promise<void>;
}

/** An error that the platform itself reports, in the form in which callers get it. */
export function platformError(errorType: string, errorMessage: string): InvocationError {
  return { errorType, payload: Buffer.from(JSON.stringify({ errorType, errorMessage })) };
}
