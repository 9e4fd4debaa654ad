import { randomUUID } from 'node:crypto';

const ROOT = /^Root=1-[\da-f]{8}-[\da-f]{24}$/i;
const PARENT = /^Parent=[\da-f]{16}$/i;
const SAMPLED = /^Sampled=[01]$/;
// Beyond that it is no header that a runtime could be given.
const LEGAL = /^[\x20-\x7e]{1,512}$/;
const OWN_PARTS = /^(?:Root|Parent|Sampled)=/;

/**
 * The trace of an invocation: `Root=1-…;Parent=…;Sampled=0`, which every invocation has. A trace of the caller goes on,
 * with all that its header says; what is missing in there, or malformed, is made. Nobody samples here, so a trace is
 * sampled only where its caller says so.
 *
 * @param given X-Amzn-Trace-Id of the caller
 */
export function traceHeader(given = ''): string {
  return completeTrace(receivedTrace(given), {});
}

/**
 * The trace that an invocation comes with: a root, and what else its caller says. Parent and decision may be missing.
 *
 * @param given X-Amzn-Trace-Id of the caller
 */
export function receivedTrace(given = ''): string {
  const parts = LEGAL.test(given) ? given.split(';').map((part) => part.trim()) : [];
  const root = parts.find((part) => ROOT.test(part));
  if (root === undefined) return newRoot();
  const own = [PARENT, SAMPLED].flatMap((pattern) => parts.find((part) => pattern.test(part)) ?? []);
  const others = parts.filter((part) => part !== '' && !OWN_PARTS.test(part));
  return [root, ...own, ...others].join(';');
}

/**
 * The whole header for a trace that was received.
 *
 * @param parent goes in the place of the caller's segment
 * @param sampled the decision where the caller has made none; default: no
 */
export function completeTrace(
  received: string,
  { parent, sampled = false }: { readonly parent?: string; readonly sampled?: boolean },
): string {
  const [root = newRoot(), ...rest] = received.split(';');
  const callerParent = rest.find((part) => part.startsWith('Parent=')) ?? `Parent=${newSegmentId()}`;
  const others = rest.filter((part) => !OWN_PARTS.test(part));
  return [root, parent === undefined ? callerParent : `Parent=${parent}`, decision(rest, sampled), ...others].join(';');
}

/** A trace that was received, with the decision where the caller has made none. */
export function decidedTrace(received: string, sampled: boolean): string {
  const parts = received.split(';');
  const before = parts.filter((part) => /^(?:Root|Parent)=/.test(part));
  const others = parts.filter((part) => !OWN_PARTS.test(part));
  return [...before, decision(parts, sampled), ...others].join(';');
}

/** The id of a segment or a subsegment: 16 hexadecimal digits. */
export function newSegmentId(): string {
  return hexadecimal(16);
}

function decision(parts: readonly string[], sampled: boolean): string {
  return parts.find((part) => part.startsWith('Sampled=')) ?? `Sampled=${sampled ? 1 : 0}`;
}

/** A root holds the time in seconds. */
function newRoot(): string {
  const seconds = Math.floor(Date.now() / 1000).toString(16);
  return `Root=1-${seconds}-${hexadecimal(24)}`;
}

/** Random digits, 32 at most. Those of UUIDs are drawn ahead by the hundred, which every invocation feels. */
function hexadecimal(digits: number): string {
  return randomUUID().replaceAll('-', '').slice(-digits);
}
