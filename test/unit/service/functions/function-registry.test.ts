import { expect, test } from 'vitest';
import { type FunctionConfig, functionConfig } from '../../../../service/functions/function-config.ts';
import { FunctionRegistry } from '../../../../service/functions/function-registry.ts';

test('a function is found by its name and its only version', () => {
  const registry = registryWith(config('one'), config('two'));
  expect(registry.resolve({ name: 'two', qualifier: undefined }).config.name).toBe('two');
  expect(registry.resolve({ name: 'two', qualifier: '$LATEST' }).config.name).toBe('two');
});

test.each([
  ['three', undefined, 'three'],
  ['one', '7', 'one:7'],
  ['one', 'live', 'one:live'],
])('there is no %s with qualifier %s', (name, qualifier, arn) => {
  expect(() => registryWith(config('one')).resolve({ name, qualifier })).toThrow(
    new RegExp(`^Function not found: arn:aws:lambda:[\\w-]+:123456789012:function:${arn}$`),
  );
});

test("the name in the emulator's path means the first function, unless one has that name", () => {
  const reference = { name: 'function', qualifier: undefined };
  expect(registryWith(config('one'), config('two')).resolve(reference).config.name).toBe('one');
  expect(registryWith(config('one'), config('function')).resolve(reference).config.name).toBe('function');
  expect(() => registryWith().resolve(reference)).toThrow('Function not found');
});

test('a revision lasts as long as the configuration does', () => {
  const registry = registryWith(config('one'), config('two'));
  const before = revisions(registry);
  registry.declare([config('one'), functionConfig({ ...config('two'), memoryMb: 256 })]);
  expect(revisions(registry)[0]).toBe(before[0]);
  expect(revisions(registry)[1]).not.toBe(before[1]);
  expect(new Set([...before, ...revisions(registry)]).size).toBe(3);
});

test('a function that is taken away and comes back has another revision', () => {
  const registry = registryWith(config('one'));
  const [before] = revisions(registry);
  registry.declare([]);
  registry.declare([config('one')]);
  expect(revisions(registry)[0]).not.toBe(before);
});

test('a change below a folder gives a new revision to those who load from it, as code or as a layer', () => {
  const registry = registryWith(config('one'), config('two'), functionConfig({ ...config('three'), layers: ['/one'] }));
  const before = revisions(registry);
  expect(registry.touch('/one')).toEqual(['one', 'three']);
  const after = revisions(registry);
  expect(after.map((revision, index) => revision === before[index])).toEqual([false, true, false]);
  expect(registry.touch('/elsewhere')).toEqual([]);
  expect(registry.functions.map(({ name }) => name)).toEqual(['one', 'two', 'three']);
});

function config(name: string): FunctionConfig {
  return functionConfig({ name, taskRoot: `/${name}`, handler: 'index.handler' });
}

function registryWith(...functions: readonly FunctionConfig[]): FunctionRegistry {
  const registry = new FunctionRegistry();
  registry.declare(functions);
  return registry;
}

function revisions(registry: FunctionRegistry): string[] {
  return registry.functions.map(({ revision }) => revision);
}
