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
  const parts = LEGAL.test(given) ? given.split(';').map((part) => part.trim()) : [];
  const root = parts.find((part) => ROOT.test(part));
  if (root === undefined) return [newRoot(), newParent(), 'Sampled=0'].join(';');
  const parent = parts.find((part) => PARENT.test(part)) ?? newParent();
  const sampled = parts.find((part) => SAMPLED.test(part)) ?? 'Sampled=0';
  const others = parts.filter((part) => part !== '' && !OWN_PARTS.test(part));
  return [root, parent, sampled, ...others].join(';');
}

/** A root holds the time in seconds. */
function newRoot(): string {
  const seconds = Math.floor(Date.now() / 1000).toString(16);
  return `Root=1-${seconds}-${hexadecimal(24)}`;
}

function newParent(): string {
  return `Parent=${hexadecimal(16)}`;
}

/** Random digits, 32 at most. Those of UUIDs are drawn ahead by the hundred, which every invocation feels. */
function hexadecimal(digits: number): string {
  return randomUUID().replaceAll('-', '').slice(-digits);
}
