import { setImmediate as turn } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { AnswerSlot, type Fail } from '../../../../runtime/invoke/answer-slot.ts';

const FAULT = new Error('a fault');

test('the answer of the function is sent', async () => {
  const { slot, events } = openSlot();
  await slot.settle(async () => void events.push('sent'));
  expect(events).toEqual(['sent']);
});

test('a crash is reported where an answer is awaited', async () => {
  const { slot, events } = openSlot();
  await slot.crash(FAULT);
  expect(events).toEqual([FAULT]);
});

test('a crash is not reported where none is awaited', async () => {
  const events: unknown[] = [];
  await new AnswerSlot().crash(FAULT);
  const closed = openSlot(events);
  closed.slot.close();
  await closed.slot.crash(FAULT);
  const answered = openSlot(events);
  await answered.slot.settle(async () => {});
  await answered.slot.crash(FAULT);
  expect(events).toEqual([]);
});

test('a crash while an answer is on its way waits for it, and reports nothing', async () => {
  const { slot, events } = openSlot();
  const answer = Promise.withResolvers<void>();
  const settled = slot.settle(() => answer.promise).then(() => events.push('settled'));
  const crashed = slot.crash(FAULT).then(() => events.push('crashed'));
  await turn();
  expect(events).toEqual([]);
  answer.resolve();
  await crashed;
  await turn();
  // The process is about to end: nothing may go on as if nothing had been.
  expect(events).toEqual(['crashed']);
  expect(await Promise.race([settled, turn('waiting')])).toBe('waiting');
});

test('after a crash the answer of the function is not sent', async () => {
  const { slot, events } = openSlot();
  const reported = Promise.withResolvers<void>();
  slot.open(() => reported.promise);
  const crashed = slot.crash(FAULT);
  const settled = slot.settle(async () => void events.push('sent'));
  reported.resolve();
  await crashed;
  expect(await Promise.race([settled, turn('waiting')])).toBe('waiting');
  expect(events).toEqual([]);
});

test('after a crash the next invocation does not open the slot again', async () => {
  const { slot, events } = openSlot();
  await slot.crash(FAULT);
  slot.open(async () => void events.push('reported twice'));
  await slot.crash(FAULT);
  expect(events).toEqual([FAULT]);
});

test('an answer that cannot be sent fails whoever waits for it', async () => {
  const { slot } = openSlot();
  await expect(slot.settle(() => Promise.reject(FAULT))).rejects.toBe(FAULT);
});

test('a second invocation has an answer of its own', async () => {
  const { slot, events } = openSlot();
  await slot.settle(async () => void events.push('first'));
  slot.open(async (thrown) => void events.push(['second', thrown]));
  await slot.crash(FAULT);
  expect(events).toEqual(['first', ['second', FAULT]]);
});

function openSlot(events: unknown[] = []): { slot: AnswerSlot; events: unknown[] } {
  const slot = new AnswerSlot();
  const fail: Fail = async (thrown) => void events.push(thrown);
  slot.open(fail);
  return { slot, events };
}
