import type { PageInvocation } from '../page-state.ts';

export const SEGMENTS = ['wait', 'init', 'restore', 'invoke', 'response', 'overhead', 'extensions', 'freeze'] as const;
export type SegmentName = (typeof SEGMENTS)[number];

export const SEGMENT_TITLES: Readonly<Record<SegmentName, string>> = {
  wait: 'waits for an environment',
  init: 'init',
  restore: 'restore',
  invoke: 'function, until the first byte of the response',
  response: 'response is sent',
  overhead: 'runtime until it waits again',
  extensions: 'extensions and report',
  freeze: 'freeze',
};

/** A part of an invocation. */
export interface Segment {
  readonly name: SegmentName;
  readonly startMs: number;
  readonly endMs: number;
}

/**
 * What an invocation has gone through so far, without gaps: each part begins where the one before it ends.
 *
 * @param nowMs where what is still running ends
 */
export function segmentsOf(invocation: PageInvocation, nowMs: number): readonly Segment[] {
  const { startedMs, cold, invokeMs, runtimeDoneMs, reportMs, frozenMs } = invocation;
  const openEnd = invocation.endedMs ?? nowMs;
  const marks: (readonly [SegmentName, number | undefined])[] = [
    ['wait', cold === undefined ? (invokeMs ?? openEnd) : Math.max(cold.startMs, startedMs)],
    [cold?.kind ?? 'init', cold?.endMs],
    ['wait', invokeMs],
    ...(invokeMs === undefined ? [] : functionMarks(invocation, invokeMs, openEnd)),
    ['extensions', runtimeDoneMs === undefined ? undefined : reportMs],
    ['freeze', frozenMs],
  ];
  const segments: Segment[] = [];
  let startMs = startedMs;
  for (const [name, endMs] of marks) {
    if (endMs === undefined || endMs <= startMs) continue;
    segments.push({ name, startMs, endMs });
    startMs = endMs;
  }
  return segments;
}

function functionMarks(
  { latencyMs, responseMs = 0, runtimeDoneMs }: PageInvocation,
  invokeMs: number,
  openEnd: number,
): (readonly [SegmentName, number])[] {
  if (runtimeDoneMs === undefined) return [['invoke', openEnd]];
  if (latencyMs === undefined) return [['invoke', runtimeDoneMs]];
  const answeredMs = Math.min(invokeMs + latencyMs, runtimeDoneMs);
  return [
    ['invoke', answeredMs],
    ['response', Math.min(answeredMs + responseMs, runtimeDoneMs)],
    ['overhead', runtimeDoneMs],
  ];
}

/** From the first thing to the last, in milliseconds. */
export function lengthOf(segments: readonly Segment[]): number {
  return (segments.at(-1)?.endMs ?? 0) - (segments[0]?.startMs ?? 0);
}

/** 1, 2 or 5 times a power of ten: the least that is not smaller. */
export function roundUp(value: number): number {
  const power = 10 ** Math.floor(Math.log10(Math.max(value, 1)));
  return ([1, 2, 5, 10].find((factor) => factor * power >= value) ?? 10) * power;
}
