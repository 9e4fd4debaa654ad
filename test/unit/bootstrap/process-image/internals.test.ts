import crypto from 'node:crypto';
import inspector from 'node:inspector';
import { expect, test } from 'vitest';
import { reachInternals } from '../../../../bootstrap/process-image/internals.ts';
import { findRandomStores, renewRandomStores } from '../../../../bootstrap/process-image/wake/random-stores.ts';

test("Node.js's own modules and native parts are reached, and nothing tells of it", async () => {
  // The inspector loads what is behind it, which has a global name.
  await fetch('data:,');
  const before = { names: Reflect.ownKeys(globalThis), binding: Reflect.get(process, 'binding') };
  const internals = reachInternals();
  expect(internals.module('internal/timers')).toHaveProperty('timerListMap');
  expect(internals.module('internal/nothing')).toEqual({});
  expect(internals.binding('performance')).toHaveProperty('milestones');
  expect({ names: Reflect.ownKeys(globalThis), binding: Reflect.get(process, 'binding') }).toEqual(before);
  expect(inspector.url()).toBeUndefined();
});

test('a variable that a function closes over is given where it is an object', () => {
  const kept = { a: 1 };
  const text = 'text';
  const close = () => [kept, text];
  expect(reachInternals().closure(close, ['kept', 'text', 'other'])).toEqual({ kept });
  expect(close()).toEqual([{ a: 1 }, 'text']);
});

test('what Node.js has drawn ahead is other bytes afterwards, and those are what it gives', () => {
  const stores = findRandomStores(reachInternals());
  const before = stores.map((store) => bytesOf(store).toString('hex'));
  renewRandomStores(stores);
  const after = stores.map((store) => bytesOf(store).toString('hex'));
  for (const [at, hex] of after.entries()) expect(hex).not.toBe(before[at]);
  // But for the bits that say what kind of UUID it is.
  const [, , , , tail = ''] = crypto.randomUUID().split('-');
  expect(after[0]).toContain(tail);
});

function bytesOf({ buffer, byteOffset, byteLength }: NodeJS.ArrayBufferView): Buffer {
  return Buffer.from(buffer, byteOffset, byteLength);
}
