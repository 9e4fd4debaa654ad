import { setImmediate } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { ExtensionRegistry } from '../../../../service/extensions/extension-registry.ts';

test('the gate opens when every external extension has registered', async () => {
  const registry = new ExtensionRegistry();
  registry.addExternal('one');
  registry.addExternal('two');
  const gate = registry.registered();
  registry.register('one', []);
  expect(await isPending(gate)).toBe(true);
  registry.register('two', []);
  await gate;
});

test('the gate is open without external extensions', async () => {
  await new ExtensionRegistry().registered();
});

test('init waits for every extension, an invocation only for those that got it', async () => {
  const registry = new ExtensionRegistry();
  const invoked = registry.register('invoked', ['INVOKE']);
  const silent = registry.register('silent', []);
  park(registry, invoked);
  const initDone = registry.ready();
  expect(await isPending(initDone)).toBe(true);
  park(registry, silent);
  await initDone;
  expect(registry.deliverInvoke({})).toEqual(['invoked']);
  const invokeDone = registry.ready();
  expect(await isPending(invokeDone)).toBe(true);
  park(registry, invoked);
  await invokeDone;
});

test('an extension that is still at work finds SHUTDOWN when it asks', () => {
  const registry = new ExtensionRegistry();
  registry.addExternal('busy');
  const busy = registry.register('busy', ['INVOKE', 'SHUTDOWN']);
  park(registry, busy);
  registry.deliverInvoke({});
  registry.deliverShutdown('timeout', 5);
  const events = park(registry, busy);
  expect(events).toEqual([{ eventType: 'SHUTDOWN', deadlineMs: 5, shutdownReason: 'timeout' }]);
});

test('only those who have asked for SHUTDOWN get it', () => {
  const registry = new ExtensionRegistry();
  registry.addExternal('deaf');
  registry.addExternal('listening');
  registry.register('deaf', ['INVOKE']);
  registry.register('listening', ['SHUTDOWN']);
  registry.register('inside', ['INVOKE']);
  expect(registry.deliverShutdown('failure', 5)).toEqual(['listening']);
});

test.each([
  [{ kind: 'exited', status: 0 } as const, 'exit code 0'],
  [{ kind: 'exited', status: 3 } as const, 'exit status 3'],
  [{ kind: 'killed', signal: 'SIGKILL' } as const, 'signal: killed'],
])('an extension that ends with %o is a crash: %s', async (exit, message) => {
  const registry = new ExtensionRegistry();
  registry.addExternal('brittle');
  registry.register('brittle', ['INVOKE']);
  registry.exited('brittle', exit);
  expect(await registry.fatal).toEqual({ errorType: 'Extension.Crash', extension: 'brittle', message });
  expect(registry.records).toEqual([{ name: 'brittle', state: 'Registered', events: ['INVOKE'] }]);
});

test('an extension that crashes before it registers opens the gate', async () => {
  const registry = new ExtensionRegistry();
  registry.addExternal('brittle');
  registry.exited('brittle', { kind: 'exited', status: 1 });
  await registry.registered();
  expect(await registry.fatal).toMatchObject({ message: 'exit status 1' });
});

test.each([
  ['InitError', 'Extension.InitError'],
  ['ExitError', 'Extension.ExitError'],
] as const)('what an extension has reported as %s decides the type, its exit the message', async (state, errorType) => {
  const registry = new ExtensionRegistry();
  registry.addExternal('honest');
  const identifier = registry.register('honest', []);
  registry.reportError(identifier, state, 'My.Fault');
  expect(await isPending(registry.fatal)).toBe(true);
  expect(registry.reported).toEqual({ errorType, extension: 'honest', message: 'My.Fault' });
  registry.exited('honest', { kind: 'exited', status: 2 });
  expect(await registry.fatal).toEqual({ errorType, extension: 'honest', message: 'exit status 2' });
  expect(registry.records).toEqual([{ name: 'honest', state, events: [], errorType: 'My.Fault' }]);
});

test('the first fault wins', async () => {
  const registry = new ExtensionRegistry();
  registry.addExternal('first');
  registry.addExternal('second');
  registry.exited('first', { kind: 'exited', status: 1 });
  registry.exited('second', { kind: 'exited', status: 2 });
  expect(await registry.fatal).toMatchObject({ extension: 'first' });
});

test('the eleventh external extension is a launch error', async () => {
  const registry = new ExtensionRegistry();
  for (let number = 0; number < 10; number++) expect(registry.addExternal(`extension-${number}`)).toBe(true);
  expect(registry.addExternal('eleventh')).toBe(false);
  expect(await registry.fatal).toMatchObject({ errorType: 'Extension.LaunchError', extension: 'eleventh' });
  expect(registry.records.at(-1)).toEqual({
    name: 'eleventh',
    state: 'LaunchError',
    events: [],
    errorType: 'TooManyExtensions',
  });
});

test.each([
  [{ kind: 'exited', status: 0 } as const, 'Exited'],
  [{ kind: 'exited', status: 1 } as const, 'ShutdownFailed'],
  [{ kind: 'killed', signal: 'SIGKILL' } as const, 'ShutdownFailed'],
])('during shutdown, %o is no crash but %s', async (exit, state) => {
  const registry = new ExtensionRegistry();
  registry.addExternal('polite');
  const identifier = registry.register('polite', ['SHUTDOWN']);
  park(registry, identifier);
  registry.deliverShutdown('spindown', 5);
  registry.exited('polite', exit);
  expect(registry.records).toMatchObject([{ state }]);
  expect(await isPending(registry.fatal)).toBe(true);
});

test('the budget of a shutdown depends on who is there', () => {
  const registry = new ExtensionRegistry();
  expect(registry.shutdownBudgetMs).toBe(0);
  registry.register('inside', []);
  expect(registry.shutdownBudgetMs).toBe(500);
  registry.addExternal('outside');
  expect(registry.shutdownBudgetMs).toBe(2000);
});

function park(registry: ExtensionRegistry, identifier: string): readonly object[] {
  const events: object[] = [];
  registry.next(identifier, (event) => events.push(event));
  return events;
}

async function isPending(promise: Promise<unknown>): Promise<boolean> {
  return (await Promise.race([promise.then(() => 'settled'), setImmediate('pending')])) === 'pending';
}
