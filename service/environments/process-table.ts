import { readdirSync, readFileSync } from 'node:fs';

/** What the kernel tells about a process that lives. */
export interface ProcessEntry {
  readonly pid: number;
  readonly parent: number;
  /** Id of its session, which is the id of the process that began it. */
  readonly session: number;
  /** In clock ticks since the machine was started: with the pid, it names a process once and for all. */
  readonly startTime: string;
}

/** The process of this id, unless it has ended (also where nobody has asked for its status yet). */
export function findProcess(pid: number): ProcessEntry | undefined {
  const stat = readProcFile(`${pid}/stat`);
  // The name, in parentheses, may hold anything.
  const [state, parent, , session, ...rest] = stat?.slice(stat.lastIndexOf(')') + 2).split(' ') ?? [];
  const startTime = rest[15];
  if (startTime === undefined || state === 'Z' || state === 'X') return undefined;
  return { pid, parent: Number(parent), session: Number(session), startTime };
}

/** Processes that this one has started, and those in turn, parents first. Empty where there is no `/proc`. */
export function descendantsOf(pid: number): readonly number[] {
  const found: number[] = [];
  const waiting = [...childrenOf(pid)];
  for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
    found.push(next);
    waiting.push(...childrenOf(next));
  }
  return found;
}

/** Living processes of the session that this process has begun, itself among them; it may have ended. */
export function sessionMembers(session: number): readonly number[] {
  return everyProcess()
    .filter((entry) => entry.session === session)
    .map(({ pid }) => pid);
}

/** Living processes whose temporary files are in this folder, or were when they were started. */
export function processesWithTemporary(folder: string): readonly number[] {
  const isWithin = (variable: string): boolean => `${variable}/`.startsWith(`TMPDIR=${folder}/`);
  return everyProcess()
    .map(({ pid }) => pid)
    .filter((pid) => readProcFile(`${pid}/environ`)?.split('\0').some(isWithin));
}

/** Sum of what each of the processes had at most in memory, in bytes; undefined when none of them lives. */
export function peakResidentBytes(pids: readonly number[]): number | undefined {
  const peaks = pids.map((pid) => /^VmHWM:\s*(\d+) kB$/m.exec(readProcFile(`${pid}/status`) ?? '')?.[1]);
  const known = peaks.filter((peak) => peak !== undefined);
  return known.length === 0 ? undefined : known.reduce((sum, peak) => sum + Number(peak) * 1024, 0);
}

/** Each thread has children of its own. */
function childrenOf(pid: number): readonly number[] {
  const lists = procEntries(`${pid}/task`).map((thread) => readProcFile(`${pid}/task/${thread}/children`));
  if (lists.every((list) => list !== undefined)) return lists.join(' ').split(' ').filter(Boolean).map(Number);
  // A kernel built without those files.
  return everyProcess()
    .filter(({ parent }) => parent === pid)
    .map((entry) => entry.pid);
}

function everyProcess(): readonly ProcessEntry[] {
  const pids = procEntries('').filter((name) => /^\d+$/.test(name));
  return pids.map((pid) => findProcess(Number(pid))).filter((entry) => entry !== undefined);
}

function procEntries(folder: string): readonly string[] {
  try {
    return readdirSync(`/proc/${folder}`);
  } catch {
    return [];
  }
}

/** A process may end at any time. */
function readProcFile(name: string): string | undefined {
  try {
    return readFileSync(`/proc/${name}`, 'utf8');
  } catch {
    return undefined;
  }
}
