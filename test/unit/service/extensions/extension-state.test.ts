import { expect, test } from 'vitest';
import { canChangeState, changeExtensionState } from '../../../../service/extensions/extension-state.ts';

const STATES = [
  'Started',
  'Registered',
  'Ready',
  'Running',
  'InitError',
  'ExitError',
  'Exited',
  'ShutdownFailed',
  'LaunchError',
] as const;

test.each([
  ['Started', ['Registered', 'LaunchError']],
  ['Registered', ['Ready', 'InitError', 'ExitError']],
  ['Ready', ['Running', 'ExitError']],
  ['Running', ['Ready', 'ExitError', 'Exited', 'ShutdownFailed']],
  ['InitError', ['InitError']],
  ['ExitError', ['ExitError']],
  ['Exited', []],
  ['ShutdownFailed', []],
  ['LaunchError', []],
] as const)('from %s an extension goes to %j', (from, expected) => {
  expect(STATES.filter((to) => canChangeState(from, to))).toEqual(
    STATES.filter((to) => [...expected].includes(to as never)),
  );
});

test('another step is refused', () => {
  expect(() => changeExtensionState('Exited', 'Ready', 'me')).toThrow(
    'State transition from Exited to Ready failed for extension me. Error: State transition is not allowed',
  );
});
