import { expect, test } from 'vitest';
import { describeExit, describeSignal } from '../../../../service/processes/process-exit.ts';

test.each([
  [{ kind: 'exited', status: 0 }, 'Runtime exited without providing a reason'],
  [{ kind: 'exited', status: 3 }, 'Runtime exited with error: exit status 3'],
  [{ kind: 'killed', signal: 'SIGKILL' }, 'Runtime exited with error: signal: killed'],
  [{ kind: 'stopped' }, 'Runtime was stopped'],
  [{ kind: 'not-started', reason: '/opt/bootstrap' }, "Couldn't find valid bootstrap(s): [/opt/bootstrap]"],
] as const)('the end %j is told in the words of Lambda', (exit, words) => {
  expect(describeExit(exit)).toBe(words);
});

test.each([
  ['SIGABRT', 'aborted'],
  ['SIGBUS', 'bus error'],
  ['SIGFPE', 'floating point exception'],
  ['SIGHUP', 'hangup'],
  ['SIGILL', 'illegal instruction'],
  ['SIGINT', 'interrupt'],
  ['SIGKILL', 'killed'],
  ['SIGPIPE', 'broken pipe'],
  ['SIGSEGV', 'segmentation fault'],
  ['SIGTERM', 'terminated'],
  ['SIGTRAP', 'trace/breakpoint trap'],
  // One that has no words goes by its name.
  ['SIGUSR1', 'SIGUSR1'],
] as const)('the signal %s is called %s', (signal, words) => {
  expect(describeSignal(signal)).toBe(`signal: ${words}`);
});
