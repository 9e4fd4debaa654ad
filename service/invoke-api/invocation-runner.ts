import type { StreamReceiver } from '../environment-api/invocation-answer.ts';
import type { InvokeOutcome } from '../environments/environment-outcomes.ts';
import type { FunctionConfig } from '../functions/function-config.ts';

/** One invocation, as it comes from a caller. */
export interface RunnerRequest {
  readonly function: FunctionConfig;
  readonly payload: Buffer;
  readonly requestId: string;
  /** The ARN that the caller used, qualified when the caller named a version. */
  readonly functionArn: string;
  /** JSON text that fits into a header. */
  readonly clientContext?: string | undefined;
  /** X-Ray header of the caller. */
  readonly traceId?: string | undefined;
  readonly tenantId?: string | undefined;
  /** Takes a streamed response as it comes; without it, such a response is collected. */
  readonly receiver?: StreamReceiver | undefined;
  /** Whether the caller wants the end of the log. */
  readonly logTail: boolean;
}

/** How an invocation ended. */
export interface InvokeResult {
  readonly outcome: InvokeOutcome;
  /** The last 4 KB of what the invocation logged; empty unless it was asked for. */
  readonly logTail: Buffer;
}

/** Runs functions: the part of the service that this API stands in front of. */
export interface InvocationRunner extends AsyncDisposable {
  /** Rejects with a ServiceError when there can be no invocation, such as `tooManyRequests()`. */
  invoke(request: RunnerRequest): Promise<InvokeResult>;
}
