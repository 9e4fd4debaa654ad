import type { Invocation } from '../protocol/invocation.ts';

const REQUEST_ID: unique symbol = Symbol.for('_AWS_LAMBDA_REQUEST_ID');
const TRACE_ID: unique symbol = Symbol.for('_AWS_LAMBDA_X_RAY_TRACE_ID');
const TENANT_ID: unique symbol = Symbol.for('_AWS_LAMBDA_TENANT_ID');
const PROTECTED: readonly PropertyKey[] = [REQUEST_ID, TRACE_ID, TENANT_ID];

type StoredContext = Record<PropertyKey, unknown>;

/**
 * The current invocation's key-value store, with the interface of `@aws/lambda-invoke-store`: libraries reach it as
 * `awslambda.InvokeStore`. There is one invocation at a time, so it is a plain object; it stays until the next one
 * begins, and log lines written between two invocations carry the id of the earlier.
 */
export class InvokeStore {
  static readonly PROTECTED_KEYS: object = { REQUEST_ID, X_RAY_TRACE_ID: TRACE_ID, TENANT_ID };
  #context: StoredContext | undefined;

  getContext(): StoredContext | undefined {
    return this.#context;
  }

  hasContext(): boolean {
    return this.#context !== undefined;
  }

  get(key: PropertyKey): unknown {
    return this.#context?.[key];
  }

  set(key: PropertyKey, value: unknown): void {
    if (this.isProtectedKey(key)) {
      throw new Error(`Cannot modify protected Lambda context field: ${String(key)}`);
    }
    this.#context ??= {};
    this.#context[key] = value;
  }

  /** Makes `context` the current one and calls `callback` in it. */
  run<T>(context: StoredContext, callback: () => T): T {
    this.#context = context;
    return callback();
  }

  isProtectedKey(key: PropertyKey): boolean {
    return PROTECTED.includes(key);
  }

  getRequestId(): string {
    return (this.get(REQUEST_ID) as string | undefined) ?? '-';
  }

  getXRayTraceId(): string | undefined {
    return this.get(TRACE_ID) as string | undefined;
  }

  getTenantId(): string | undefined {
    return this.get(TENANT_ID) as string | undefined;
  }
}

/** Makes an invocation the current one of a store: ours, or one that a library has put in its place. */
export function beginInvocation(store: InvokeStore, { requestId, traceId, tenantId }: Invocation): void {
  store.run({ [REQUEST_ID]: requestId, [TRACE_ID]: traceId, [TENANT_ID]: tenantId }, () => {});
}
