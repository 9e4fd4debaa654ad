import { afterEach, expect, test } from 'vitest';
import { installAwslambdaGlobal } from '../../../../runtime/init/awslambda-global.ts';
import { InvokeStore } from '../../../../runtime/invoke/invoke-store.ts';

interface Awslambda {
  readonly streamifyResponse: (handler: object, options?: { highWaterMark?: unknown }) => Record<symbol, unknown>;
  readonly HttpResponseStream: { readonly from: unknown };
  readonly InvokeStore: InvokeStore;
}

const STREAMING = Symbol.for('aws.lambda.runtime.handler.streaming');
const HIGH_WATER_MARK = Symbol.for('aws.lambda.runtime.handler.streaming.highWaterMark');

afterEach(() => void Reflect.deleteProperty(globalThis, 'awslambda'));

test('functions find the ways to stream and the store of the invocation', () => {
  const store = installAwslambdaGlobal();
  expect(store).toBeInstanceOf(InvokeStore);
  expect(installed()).toEqual({
    streamifyResponse: expect.any(Function),
    HttpResponseStream: { from: expect.any(Function) },
    InvokeStore: store,
  });
});

test('what a library has put there stays, its store as well', () => {
  const present = { InvokeStore: new InvokeStore(), other: 'stays' };
  Reflect.set(globalThis, 'awslambda', present);
  expect(installAwslambdaGlobal()).toBe(present.InvokeStore);
  expect(installed()).toMatchObject({ InvokeStore: present.InvokeStore, other: 'stays' });
});

test('streamifyResponse marks a handler and gives it back', () => {
  installAwslambdaGlobal();
  const handler = (): void => {};
  const marked = installed().streamifyResponse(handler);
  expect(marked).toBe(handler);
  expect(marked[STREAMING]).toBe('response');
  expect(HIGH_WATER_MARK in marked).toBe(false);
});

test.each([
  [1024, 1024],
  [10.9, 10],
  ['1024', undefined],
  [undefined, undefined],
])('streamifyResponse with a high-water mark of %j: %j', (highWaterMark, found) => {
  installAwslambdaGlobal();
  expect(installed().streamifyResponse(() => {}, { highWaterMark })[HIGH_WATER_MARK]).toBe(found);
});

function installed(): Awslambda {
  return Reflect.get(globalThis, 'awslambda') as Awslambda;
}
