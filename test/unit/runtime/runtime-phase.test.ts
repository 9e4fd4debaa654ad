import { setImmediate as turn } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { RuntimePhase } from '../../../runtime/runtime-phase.ts';

const FAULT = new Error('a fault');

test('init ends with the first request for an event, and that is told before it is made', async () => {
  const { phase, events } = phaseInInit();
  expect(await phase.next(async () => events.push('next'))).toBe(2);
  invoked(phase, events);
  await phase.answer(async () => events.push('sent'));
  await phase.next(async () => events.push('next'));
  expect(events).toEqual(['init ends', 'next', 'invoked', 'sent', 'next']);
});

test.each<[string, (phase: RuntimePhase, events: unknown[]) => Promise<unknown>]>([
  ['its error is sent', (phase, events) => phase.answer(async () => events.push('sent'))],
  ['a crash is reported', (phase) => phase.crash('sent')],
])('init ends as well when %s, and that is told before', async (_how, end) => {
  const { phase, events } = phaseInInit();
  await end(phase, events);
  expect(events).toEqual(['init ends', 'sent']);
});

test('a crash is reported in the way that is open: as the error of init, or of the invocation', async () => {
  const init = phaseInInit();
  await init.phase.crash(FAULT);
  expect(init.events).toEqual(['init ends', FAULT]);
  const invocation = phaseInInit();
  await invocation.phase.next(async () => {});
  invoked(invocation.phase, invocation.events);
  await invocation.phase.crash(FAULT);
  expect(invocation.events).toEqual(['init ends', 'invoked', FAULT]);
});

test('a crash is not reported where nothing is awaited', async () => {
  const { phase, events } = phaseInInit();
  const asked = phase.next(() => new Promise(() => {}));
  await phase.crash(FAULT);
  expect(events).toEqual(['init ends']);
  expect(await state(asked)).toBe('waiting');
  const answered = phaseInInit();
  await answered.phase.answer(async () => {});
  await answered.phase.crash(FAULT);
  expect(answered.events).toEqual(['init ends']);
});

test('a crash while an answer is on its way waits for it, and reports nothing', async () => {
  const { phase, events } = phaseInInit();
  const taken = Promise.withResolvers<void>();
  const answered = phase.answer(() => taken.promise).then(() => events.push('answered'));
  const crashed = phase.crash(FAULT).then(() => events.push('crashed'));
  await turn();
  expect(events).toEqual(['init ends']);
  taken.resolve();
  await crashed;
  expect(await state(answered)).toBe('waiting');
  expect(events).toEqual(['init ends', 'crashed']);
});

test('after a crash nothing is sent, and whoever wants to go on waits', async () => {
  const { phase, events } = phaseInInit();
  const step = phase.step(() => turn('done'));
  const failing = phase.step(() => turn().then(() => Promise.reject(FAULT)));
  expect(phase.crashed).toBe(false);
  await phase.crash(FAULT);
  expect(phase.crashed).toBe(true);
  const waiting = [
    step,
    failing,
    phase.step(async () => events.push('a step')),
    phase.next(async () => events.push('next')),
    phase.answer(async () => events.push('sent')),
  ];
  await turn();
  expect(await Promise.all(waiting.map(state))).toEqual(waiting.map(() => 'waiting'));
  phase.begin(async () => events.push('reported twice'));
  await phase.crash(FAULT);
  expect(events).toEqual(['init ends', FAULT]);
});

test('an answer that cannot be sent fails whoever waits for it', async () => {
  await expect(phaseInInit().phase.answer(() => Promise.reject(FAULT))).rejects.toBe(FAULT);
  await expect(phaseInInit().phase.next(() => Promise.reject(FAULT))).rejects.toBe(FAULT);
});

test('an answer that cannot be sent fails nobody once there has been a crash', async () => {
  const { phase } = phaseInInit();
  const sent = Promise.withResolvers<void>();
  const answered = phase.answer(() => sent.promise);
  const crashed = phase.crash(FAULT);
  sent.reject(FAULT);
  await expect(crashed).rejects.toBe(FAULT);
  expect(await state(answered)).toBe('waiting');
});

test('what is not in turn is a mistake', async () => {
  const { phase } = phaseInInit();
  expect(() => phase.begin(async () => {})).toThrow('the runtime cannot be invoked: it is init');
  await phase.next(async () => {});
  await expect(phase.next(async () => {})).rejects.toThrow('the runtime cannot be idle: it is idle');
  const events: unknown[] = [];
  const early = phase.answer(async () => events.push('sent'));
  await expect(early).rejects.toThrow('the runtime cannot be answering: it is idle');
  expect(events).toEqual([]);
});

function phaseInInit(): { phase: RuntimePhase; events: unknown[] } {
  const events: unknown[] = [];
  const phase = new RuntimePhase(
    async (thrown) => events.push(thrown),
    () => events.push('init ends'),
  );
  return { phase, events };
}

function invoked(phase: RuntimePhase, events: unknown[]): void {
  events.push('invoked');
  phase.begin(async (thrown) => events.push(thrown));
}

function state(waiting: Promise<unknown>): Promise<unknown> {
  return Promise.race([waiting, turn('waiting')]);
}
