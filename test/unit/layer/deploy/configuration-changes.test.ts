import { expect, test } from 'vitest';
import { configurationChanges, wishedConfiguration } from '../../../../layer/deploy/configuration-changes.ts';

const FOUND = {
  FunctionName: 'orders',
  Runtime: 'provided.al2023',
  Handler: 'app.main',
  MemorySize: 512,
  Layers: [{ Arn: 'arn:layer', CodeSize: 1 }],
} as const;

test('what was not wished is not changed', () => {
  expect(configurationChanges(wishedConfiguration({ name: 'orders' }, ['arn:layer']), mutable())).toEqual({});
});

test('a function of a managed runtime moves', () => {
  const wished = wishedConfiguration({ name: 'orders', handler: 'app.main', memory: 256 }, ['arn:layer']);
  expect(configurationChanges(wished, { ...mutable(), Runtime: 'nodejs24.x' })).toEqual({
    Runtime: 'provided.al2023',
    MemorySize: 256,
  });
});

test('a first variable is a change, an empty set of them is none', () => {
  const wished = (variables: Record<string, string>) =>
    wishedConfiguration({ name: 'orders', variables }, ['arn:layer']);
  expect(configurationChanges(wished({ ONE: '1' }), mutable())).toEqual({ Environment: { Variables: { ONE: '1' } } });
  expect(configurationChanges(wished({}), mutable())).toEqual({});
});

test('variables that Lambda cannot decrypt are not overwritten', () => {
  const wished = wishedConfiguration({ name: 'orders', variables: { ONE: '1' } }, ['arn:layer']);
  const found = { ...mutable(), Environment: { Error: { ErrorCode: 'AccessDeniedException', Message: 'no key' } } };
  expect(() => configurationChanges(wished, found)).toThrow(
    'the variables of orders cannot be read, and those not given would be lost: no key',
  );
});

function mutable() {
  return { ...FOUND, Layers: [...FOUND.Layers] };
}
