import type { Internals } from '../internals.ts';
import { redefine } from './process-facts.ts';

/** Places in `milestones`, in microseconds of the epoch (the first) and nanoseconds of the monotonic clock. */
const ORIGIN_TIMESTAMP = 0;
const ORIGIN = 1;
const LOOP_START = 5;
const LOOP_EXIT = 6;
const NANOSECONDS = 1e6;

/** Nanoseconds of the monotonic clock that native code keeps, as 64-bit numbers, beside what is in `milestones`. */
export interface NativeClock {
  /** Where `performance.now()` begins. */
  readonly timeOrigin: string;
  /** Where `process.uptime()` begins. */
  readonly nodeStart: string;
}

/** What native code has counted of the event loop, as 64-bit numbers in decimal. */
export interface LoopCounts {
  /** Turns, events, and events that were waiting. */
  readonly turns: readonly string[];
  /** Nanoseconds. */
  readonly idle: string;
}

interface PerformanceBinding {
  readonly milestones: Float64Array;
  /** Milliseconds since the origin. */
  readonly now: () => number;
}

const MILESTONES = { nodeStart: 3 } as const;

/** What native code keeps of the clock: whoever brings the process back may write it anew. */
export function nativeClock(internals: Internals): NativeClock {
  const { milestones } = internals.binding('performance') as unknown as PerformanceBinding;
  return { timeOrigin: String(milestones[ORIGIN]), nodeStart: String(milestones[MILESTONES.nodeStart]) };
}

/** What native code has counted of the event loop: whoever brings the process back has it begin anew. */
export function loopCounts(): LoopCounts {
  const { idleTime, uvMetricsInfo } = performance.nodeTiming;
  const { loopCount, events, eventsWaiting } = uvMetricsInfo;
  return { turns: [loopCount, events, eventsWaiting].map(String), idle: String(Math.round(idleTime * NANOSECONDS)) };
}

/**
 * Has the process begin now: `performance.timeOrigin`, `performance.now()`, `performance.nodeTiming`, `process.uptime()`.
 * Two numbers are where no script comes; where whoever has brought the process back has not written them, the two
 * functions are exchanged, and times of `performance.mark()` count from the build's origin.
 */
export function renewClock(internals: Internals): void {
  if (!setMilestones(internals)) exchangeClocks();
}

/** Runs what a waking process runs, and changes nothing that is told. */
export function rehearseClock(internals: Internals): void {
  const { milestones } = internals.binding('performance') as unknown as PerformanceBinding;
  const before = milestones.slice();
  setMilestones(internals);
  milestones.set(before);
}

/** Says whether native code knows that the process begins now. */
function setMilestones(internals: Internals): boolean {
  const { milestones, now } = internals.binding('performance') as unknown as PerformanceBinding;
  const atWaking = Number(process.hrtime.bigint());
  const nativeOrigin = atWaking - now() * NANOSECONDS;
  const isWritten = Math.abs(nativeOrigin - (milestones[ORIGIN] ?? 0)) > NANOSECONDS;
  const origin = isWritten ? nativeOrigin : atWaking;
  milestones.fill(atWaking, ORIGIN + 1);
  milestones[LOOP_EXIT] = -1;
  milestones[LOOP_START] = atWaking;
  milestones[ORIGIN] = origin;
  milestones[ORIGIN_TIMESTAMP] = (Date.now() - (atWaking - origin) / NANOSECONDS) * 1000;
  return isWritten;
}

function exchangeClocks(): void {
  const prototype = Object.getPrototypeOf(performance) as { now(): number };
  const { uptime } = process;
  const { now } = prototype;
  const early = { now: Reflect.apply(now, performance, []), uptime: uptime() };
  redefine(
    prototype,
    'now',
    {
      now(): number {
        return Reflect.apply(now, this, []) - early.now;
      },
    }.now,
  );
  redefine(process, 'uptime', { uptime: () => uptime() - early.uptime }.uptime);
}
