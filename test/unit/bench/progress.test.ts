import { expect, test } from 'vitest';
import { Progress } from '../../../bench/progress.ts';

function record(isTTY: boolean): { progress: Progress; written: string[]; pass: (ms: number) => void } {
  const written: string[] = [];
  let nowMs = 0;
  const progress = new Progress({ isTTY, write: (text: string) => written.push(text) }, () => nowMs);
  return {
    progress,
    written,
    pass: (ms) => {
      nowMs += ms;
    },
  };
}

test('a terminal sees every step in one line, which goes away at the end', () => {
  const { progress, written } = record(true);
  progress.show('one');
  progress.show('two');
  progress.clear();
  progress.clear();
  expect(written).toEqual(['\r\x1B[Kone', '\r\x1B[Ktwo', '\r\x1B[K']);
});

test('a log sees a line every five seconds', () => {
  const { progress, written, pass } = record(false);
  for (const text of ['0 s', '2 s', '4 s', '6 s', '8 s']) {
    progress.show(text);
    pass(2000);
  }
  expect(written).toEqual(['0 s\n', '6 s\n']);
});

test('a counter says how far it is and how long the rest takes', () => {
  const { progress, written, pass } = record(true);
  const count = progress.counter('starts', 4);
  pass(1000);
  count();
  pass(3000);
  count();
  expect(written).toEqual(['\r\x1B[Kstarts: 1 of 4, 3 s left', '\r\x1B[Kstarts: 2 of 4, 4 s left']);
});
