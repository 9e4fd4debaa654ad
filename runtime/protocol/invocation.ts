/**
 * One invocation as it travels from the service to the runtime. The service writes it into the answer to
 * `GET …/invocation/next`; the runtime reads it back.
 */
export interface Invocation {
  /** UUID; the same id can come back when the service retries. */
  readonly requestId: string;
  /** Id of this one attempt, to be echoed with its answer. Not every service sends it. */
  readonly invocationId?: string;
  /** Unix epoch in milliseconds at which the invocation times out. */
  readonly deadlineMs: number;
  /** The ARN that the caller used, qualified when the caller named a version or an alias. */
  readonly functionArn: string;
  /** X-Ray header: `Root=…;Parent=…;Sampled=1`. */
  readonly traceId?: string;
  /** JSON text of the mobile SDK's client context. */
  readonly clientContext?: string;
  /** JSON text: `{"cognitoIdentityId":"…","cognitoIdentityPoolId":"…"}`. */
  readonly cognitoIdentity?: string;
  /** Only for functions with tenant isolation. */
  readonly tenantId?: string;
  /** The event, byte for byte as the caller sent it; JSON for all but exotic callers. */
  readonly payload: Buffer;
}
