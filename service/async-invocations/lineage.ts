import { createHash } from 'node:crypto';

// How often a function can be in one chain of invocations, as in Lambda.
const MAX_LINEAGE = 16;

const LINEAGE = /^Lineage=(.*)$/;

/**
 * The trace of an invocation that another one has led to. Its lineage counts how often each function was in the chain,
 * `Lineage=a87bd80c:1|68fd508a:5`; AWS's SDKs hand it on, so a loop shows also where functions invoke each other.
 *
 * @param trace that of the invocation before
 * @returns with the function counted once more
 */
export function withLineage(trace: string, functionName: string): string {
  const others = trace.split(';').filter((part) => !LINEAGE.test(part));
  const counts = readLineage(trace);
  const hash = hashOf(functionName);
  counts.set(hash, (counts.get(hash) ?? 0) + 1);
  return [...others, `Lineage=${[...counts].map(([key, count]) => `${key}:${count}`).join('|')}`].join(';');
}

/** Whether a function is in the chain that a trace belongs to so often that nobody can have meant it. */
export function isLoop(trace: string, functionName: string): boolean {
  return (readLineage(trace).get(hashOf(functionName)) ?? 0) > MAX_LINEAGE;
}

function readLineage(trace: string): Map<string, number> {
  const text = trace.split(';').flatMap((part) => LINEAGE.exec(part)?.[1] ?? [])[0] ?? '';
  const entries = text.split('|').map((entry) => /^([\da-f]{8}):(\d{1,5})$/.exec(entry));
  return new Map(entries.flatMap((entry) => (entry === null ? [] : [[entry[1] ?? '', Number(entry[2])] as const])));
}

function hashOf(functionName: string): string {
  return createHash('sha256').update(functionName).digest('hex').slice(0, 8);
}
