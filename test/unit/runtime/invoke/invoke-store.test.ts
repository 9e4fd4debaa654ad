import { expect, test } from 'vitest';
import { beginInvocation, InvokeStore } from '../../../../runtime/invoke/invoke-store.ts';

const INVOCATION = { requestId: 'r-1', deadlineMs: 0, functionArn: '', payload: Buffer.alloc(0) };
const KEYS = ['_AWS_LAMBDA_REQUEST_ID', '_AWS_LAMBDA_X_RAY_TRACE_ID', '_AWS_LAMBDA_TENANT_ID'].map((key) =>
  Symbol.for(key),
);

test('before the first invocation the store knows nothing', () => {
  const store = new InvokeStore();
  expect([store.hasContext(), store.getContext(), store.get('key')]).toEqual([false, undefined, undefined]);
  expect([store.getRequestId(), store.getXRayTraceId(), store.getTenantId()]).toEqual(['-', undefined, undefined]);
});

test('the store knows the current invocation', () => {
  const store = new InvokeStore();
  beginInvocation(store, { ...INVOCATION, traceId: 'Root=1', tenantId: 't-1' });
  expect([store.getRequestId(), store.getXRayTraceId(), store.getTenantId()]).toEqual(['r-1', 'Root=1', 't-1']);
  expect(store.hasContext()).toBe(true);
  expect(KEYS.map((key) => store.get(key))).toEqual(['r-1', 'Root=1', 't-1']);
});

test('values are kept for one invocation', () => {
  const store = new InvokeStore();
  beginInvocation(store, INVOCATION);
  store.set('key', 1);
  expect(store.get('key')).toBe(1);
  beginInvocation(store, { ...INVOCATION, requestId: 'r-2' });
  expect([store.get('key'), store.getRequestId()]).toEqual([undefined, 'r-2']);
});

test('values can be set before the first invocation', () => {
  const store = new InvokeStore();
  store.set('key', 1);
  expect([store.get('key'), store.hasContext(), store.getRequestId()]).toEqual([1, true, '-']);
});

test('what the service says cannot be changed', () => {
  const store = new InvokeStore();
  beginInvocation(store, INVOCATION);
  for (const key of KEYS) {
    expect(store.isProtectedKey(key)).toBe(true);
    expect(() => store.set(key, 'mine')).toThrow('Cannot modify protected Lambda context field');
  }
  expect(store.isProtectedKey('key')).toBe(false);
  expect(Object.values(InvokeStore.PROTECTED_KEYS)).toEqual(KEYS);
});

test('run makes a context the current one, and gives what its callback gives', () => {
  const store = new InvokeStore();
  const context = { key: 1 };
  expect(store.run(context, () => store.get('key'))).toBe(1);
  expect(store.getContext()).toBe(context);
});
