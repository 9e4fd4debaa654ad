import { RuntimeError } from '../errors/runtime-error.ts';
import type { RuntimeEnvironment } from '../init/runtime-environment.ts';
import type { Invocation } from '../protocol/invocation.ts';

/** The context object that a handler sees, field by field as the official client gives it. */
export interface InvocationContext {
  readonly clientContext: unknown;
  readonly identity: unknown;
  readonly invokedFunctionArn: string;
  readonly awsRequestId: string;
  readonly tenantId: string | undefined;
  readonly xRayTraceId: string | undefined;
  /** Milliseconds until the invocation times out. */
  readonly getRemainingTimeInMillis: () => number;
  readonly functionName: string | undefined;
  readonly functionVersion: string | undefined;
  /** Megabytes, in decimal digits. */
  readonly memoryLimitInMB: string | undefined;
  readonly logGroupName: string | undefined;
  readonly logStreamName: string | undefined;
}

/** Throws RuntimeError (Runtime.UnmarshalError) where the client context or the identity is not JSON. */
export function createContext(invocation: Invocation, environment: RuntimeEnvironment): InvocationContext {
  const { deadlineMs } = invocation;
  return {
    clientContext: parse('client context', invocation.clientContext),
    identity: parse('Cognito identity', invocation.cognitoIdentity),
    invokedFunctionArn: invocation.functionArn,
    awsRequestId: invocation.requestId,
    tenantId: invocation.tenantId,
    xRayTraceId: invocation.traceId,
    getRemainingTimeInMillis: () => deadlineMs - Date.now(),
    functionName: environment.functionName,
    functionVersion: environment.functionVersion,
    memoryLimitInMB: environment.memoryLimitInMB,
    logGroupName: environment.logGroupName,
    logStreamName: environment.logStreamName,
  };
}

/** The event of an invocation. Throws RuntimeError (Runtime.UnmarshalError). */
export function parseEvent(invocation: Invocation): unknown {
  return parse('event', invocation.payload.toString());
}

function parse(what: string, json: string | undefined): unknown {
  if (json === undefined) return undefined;
  try {
    return JSON.parse(json);
  } catch (error) {
    throw new RuntimeError('Runtime.UnmarshalError', `The ${what} is not JSON: ${(error as Error).message}`);
  }
}
