import { readdirSync, readFileSync } from 'node:fs';

/** Kills a process and all that come from it, also where those have begun groups of their own. */
export function endTree(root: number): void {
  // Asked before any of them dies: their children would no longer be known as theirs.
  for (const pid of [root, ...descendantsOf(root)]) {
    try {
      process.kill(pid, 'SIGKILL');
    } catch {
      // It has ended meanwhile.
    }
  }
}

/** Empty where there is no `/proc`. */
function descendantsOf(root: number): number[] {
  const children = Map.groupBy(everyProcess(), ({ parent }) => parent);
  const found: number[] = [];
  const waiting = [root];
  for (let pid = waiting.pop(); pid !== undefined; pid = waiting.pop()) {
    const own = (children.get(pid) ?? []).map((entry) => entry.pid);
    found.push(...own);
    waiting.push(...own);
  }
  return found;
}

function everyProcess(): { readonly pid: number; readonly parent: number }[] {
  try {
    const pids = readdirSync('/proc').map(Number).filter(Number.isInteger);
    return pids.map((pid) => ({ pid, parent: parentOf(pid) }));
  } catch {
    return [];
  }
}

function parentOf(pid: number): number {
  try {
    // The name stands in parentheses and may hold any; after it come the state and the parent.
    const [, parent] = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ').at(-1)?.split(' ') ?? [];
    return Number(parent);
  } catch {
    return 0;
  }
}
