import { expect, test } from 'vitest';
import { ConcurrencyLimits } from '../../../../service/concurrency/concurrency-limits.ts';
import { type FunctionConfig, functionConfig } from '../../../../service/functions/function-config.ts';
import { ServiceError } from '../../../../service/http/service-error.ts';

const NOTHING = new Map<string, number>();

function config(name: string, version = '$LATEST'): FunctionConfig {
  return functionConfig({ name, version, taskRoot: '/', handler: 'index.handler' });
}

/** Lets so many begin, and gives the reason why the next one cannot. */
function reasonAfter(limits: ConcurrencyLimits, config: FunctionConfig, count: number): string | undefined {
  for (let index = 0; index < count; index += 1) limits.admit(config);
  try {
    limits.admit(config);
  } catch (error) {
    return error instanceof ServiceError ? error.details.Reason : String(error);
  }
  return undefined;
}

test('all functions share the limit of the account', () => {
  const limits = new ConcurrencyLimits(3);
  limits.admit(config('one'));
  expect(reasonAfter(limits, config('two'), 2)).toBe('ConcurrentInvocationLimitExceeded');
});

test('what has ended makes room', () => {
  const limits = new ConcurrencyLimits(1);
  limits.admit(config('one'))[Symbol.dispose]();
  expect(reasonAfter(limits, config('two'), 1)).toBe('ConcurrentInvocationLimitExceeded');
});

test('a share of its own is the limit of a function, and is taken from the others', () => {
  const limits = new ConcurrencyLimits(5);
  limits.setAside({ reserved: new Map([['own', 2]]), provisioned: NOTHING });
  expect(limits.unreserved).toBe(3);
  expect(reasonAfter(limits, config('other'), 3)).toBe('ConcurrentInvocationLimitExceeded');
  expect(reasonAfter(limits, config('own'), 2)).toBe('ReservedFunctionConcurrentInvocationLimitExceeded');
});

test('a share of 0 switches a function off', () => {
  const limits = new ConcurrencyLimits(5);
  limits.setAside({ reserved: new Map([['off', 0]]), provisioned: NOTHING });
  expect(reasonAfter(limits, config('off'), 0)).toBe('ReservedFunctionConcurrentInvocationLimitExceeded');
});

test('all versions of a function have one share together', () => {
  const limits = new ConcurrencyLimits(5);
  limits.setAside({ reserved: new Map([['own', 2]]), provisioned: NOTHING });
  limits.admit(config('own', '1'));
  expect(reasonAfter(limits, config('own', '2'), 1)).toBe('ReservedFunctionConcurrentInvocationLimitExceeded');
});

test('environments that are kept ready count while they wait, and always take an invocation', () => {
  const limits = new ConcurrencyLimits(3);
  limits.setAside({ reserved: NOTHING, provisioned: new Map([['ready:1', 2]]) });
  expect(reasonAfter(limits, config('other'), 1)).toBe('ConcurrentInvocationLimitExceeded');
  expect(reasonAfter(limits, config('ready', '1'), 2)).toBe('ConcurrentInvocationLimitExceeded');
});

test('ten times its share is what a function is asked in a second', () => {
  const limits = new ConcurrencyLimits(200);
  limits.setAside({ reserved: new Map([['asked', 100]]), provisioned: NOTHING });
  const reasons = new Set<unknown>();
  for (let index = 0; index < 5000; index += 1) {
    try {
      limits.admit(config('asked'))[Symbol.dispose]();
    } catch (error) {
      reasons.add((error as ServiceError).details.Reason);
    }
  }
  expect([...reasons]).toEqual(['ReservedFunctionInvocationRateLimitExceeded']);
});
