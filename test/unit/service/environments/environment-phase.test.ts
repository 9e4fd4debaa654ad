import { expect, test } from 'vitest';
import { changePhase } from '../../../../service/environments/environment-phase.ts';

test('an environment goes from init to ready, to and fro between ready and invoking, and to its end', () => {
  expect(changePhase('initializing', 'ready')).toBe('ready');
  expect(changePhase('ready', 'invoking')).toBe('invoking');
  expect(changePhase('invoking', 'ready')).toBe('ready');
  expect(changePhase('shutting-down', 'stopped')).toBe('stopped');
});

test('one that is discarded is only ever shut down', () => {
  expect(changePhase('invoking', 'discarded')).toBe('discarded');
  expect(() => changePhase('discarded', 'invoking')).toThrow();
  expect(changePhase('discarded', 'shutting-down')).toBe('shutting-down');
});

test('any other step is a mistake', () => {
  expect(() => changePhase('initializing', 'invoking')).toThrow(
    'an environment does not go from initializing to invoking',
  );
  expect(() => changePhase('stopped', 'ready')).toThrow();
});
