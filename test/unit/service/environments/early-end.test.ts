import { expect, test } from 'vitest';
import { EarlyEnd, type EarlyEndCause } from '../../../../service/environments/early-end.ts';
import type { ExtensionFault } from '../../../../service/extensions/extension-fault.ts';
import type { ProcessExit } from '../../../../service/processes/process-exit.ts';

const EXIT: ProcessExit = { kind: 'exited', status: 9 };
const FAULT: ExtensionFault = { errorType: 'Extension.Crash', extension: 'watcher', message: 'exit code 1' };

test('those who watch are told of the end', async () => {
  const { earlyEnd, exit } = begin();
  using one = earlyEnd.watch();
  using other = earlyEnd.watch();
  exit(EXIT);
  expect(await Promise.all([one.cause, other.cause])).toEqual([
    { kind: 'exit', exit: EXIT },
    { kind: 'exit', exit: EXIT },
  ]);
});

test('an end between two watches is told to the second', async () => {
  const { earlyEnd, exit } = begin();
  const first = earlyEnd.watch();
  const told: EarlyEndCause[] = [];
  void first.cause.then((cause) => told.push(cause));
  first[Symbol.dispose]();
  exit(EXIT);
  using second = earlyEnd.watch();
  expect(await second.cause).toEqual({ kind: 'exit', exit: EXIT });
  using third = earlyEnd.watch();
  expect(await third.cause).toEqual({ kind: 'exit', exit: EXIT });
  expect(told).toEqual([]);
});

test('the first cause is the one that counts', async () => {
  const { earlyEnd, exit, fail } = begin();
  fail(FAULT);
  exit(EXIT);
  using watch = earlyEnd.watch();
  expect(await watch.cause).toEqual({ kind: 'fault', fault: FAULT });
  using late = earlyEnd.watch();
  expect(await late.cause).toEqual({ kind: 'fault', fault: FAULT });
});

function begin(): { earlyEnd: EarlyEnd; exit: (exit: ProcessExit) => void; fail: (fault: ExtensionFault) => void } {
  const exited = Promise.withResolvers<ProcessExit>();
  const fatal = Promise.withResolvers<ExtensionFault>();
  return { earlyEnd: new EarlyEnd(exited.promise, fatal.promise), exit: exited.resolve, fail: fatal.resolve };
}
