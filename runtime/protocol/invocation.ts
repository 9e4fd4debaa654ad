import { INVOCATION_HEADERS } from './runtime-api.ts';

/**
 * One invocation as it travels from the service to the runtime. The service writes it into the answer to
 * `GET …/invocation/next`; the runtime reads it back.
 */
export interface Invocation {
  /** UUID; the same id can come back when the service retries. */
  readonly requestId: string;
  /** Id of this one attempt, to be echoed with its answer. Not every service sends it. */
  readonly invocationId?: string | undefined;
  /** Unix epoch in milliseconds at which the invocation times out. */
  readonly deadlineMs: number;
  /** The ARN that the caller used, qualified when the caller named a version or an alias. */
  readonly functionArn: string;
  /** X-Ray header: `Root=…;Parent=…;Sampled=1`. */
  readonly traceId?: string | undefined;
  /** JSON text of the mobile SDK's client context. */
  readonly clientContext?: string | undefined;
  /** JSON text: `{"cognitoIdentityId":"…","cognitoIdentityPoolId":"…"}`. */
  readonly cognitoIdentity?: string | undefined;
  /** Only for functions with tenant isolation. */
  readonly tenantId?: string | undefined;
  /** The event, byte for byte as the caller sent it; JSON for all but exotic callers. */
  readonly payload: Buffer;
}

/** The invocation in an answer to `next`, or the name of a header that it lacks. Header names are in lower case. */
export function readInvocation(headers: ReadonlyMap<string, string>, payload: Buffer): Invocation | string {
  const requestId = headers.get(INVOCATION_HEADERS.requestId);
  if (!requestId) return INVOCATION_HEADERS.requestId;
  const deadlineMs = Number.parseInt(headers.get(INVOCATION_HEADERS.deadlineMs) ?? '', 10);
  if (Number.isNaN(deadlineMs)) return INVOCATION_HEADERS.deadlineMs;
  // An empty header means the same as none: managed instances always send all of them.
  return {
    requestId,
    deadlineMs,
    functionArn: headers.get(INVOCATION_HEADERS.functionArn) ?? '',
    invocationId: headers.get(INVOCATION_HEADERS.invocationId) || undefined,
    traceId: headers.get(INVOCATION_HEADERS.traceId) || undefined,
    clientContext: headers.get(INVOCATION_HEADERS.clientContext) || undefined,
    cognitoIdentity: headers.get(INVOCATION_HEADERS.cognitoIdentity) || undefined,
    tenantId: headers.get(INVOCATION_HEADERS.tenantId) || undefined,
    payload,
  };
}
