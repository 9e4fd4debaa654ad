import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import type { Internals } from './internals.ts';

// Being told of what is dead, and closing what is idle, takes turns of the event loop.
const TURNS = 20;

/** Ends what would wake without its other end, and gives back memory that nobody holds. */
export async function calmDown(): Promise<void> {
  // Not imported: loading them looks at the streams that are to be muted by then.
  for (const name of ['node:http', 'node:https'] as const) process.getBuiltinModule(name).globalAgent.destroy();
  // The requests of the rehearsal are nobody's.
  performance.clearResourceTimings();
  for (let turn = 0; turn < TURNS; turn += 1) await new Promise((resolve) => setImmediate(resolve));
  collectGarbage();
  await new Promise((resolve) => setImmediate(resolve));
  collectGarbage();
}

/**
 * As V8 does where it is about to run out of memory: what it has for new objects is given back as well, which would be
 * stored with all that was in it. It takes several collections, in which code that is not called would grow old and be lost.
 */
function collectGarbage(): void {
  setFlagsFromString('--expose-gc');
  setFlagsFromString('--no-flush-bytecode');
  const collect = runInNewContext('gc') as (how: object) => void;
  collect({ type: 'major', execution: 'sync', flavor: 'last-resort' });
  setFlagsFromString('--flush-bytecode');
  setFlagsFromString('--no-expose-gc');
}

/**
 * Has V8 take compiled code of starts without an image: it asks for the same flags. The one that differs has done its
 * work, and does nothing more: the reducer of memory, which would move all of it on waking, is made at the start or never.
 */
export function takeCodeOfOthers(): void {
  setFlagsFromString('--memory-reducer');
}

// Of a length that nobody else has.
const LOOK_MS = 51;
const LOOKS = 60;

/** Waits until Node.js has no timer of its own any more: some wait for a second whether there is more to do. */
export async function timersAreOver(internals: Internals): Promise<void> {
  const { timerListMap } = internals.module('internal/timers') as { timerListMap: Record<string, TimerList> };
  const others = (): string[] => Object.keys(timerListMap).filter((ms) => ms !== String(LOOK_MS));
  for (let look = 0; look < LOOKS; look += 1) {
    await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
    // Timers that do not hold the process leave their list behind.
    for (const ms of others()) if (isEmpty(timerListMap[ms])) clearTimeout(setTimeout(() => {}, Number(ms)));
    if (others().length === 0) return;
  }
  throw new Error(`timers of ${others().join(' and ')} ms never end`);
}

/** A ring, which begins and ends with itself. */
interface TimerList {
  readonly _idlePrev: unknown;
}

function isEmpty(list: TimerList | undefined): boolean {
  return list?._idlePrev === list;
}
