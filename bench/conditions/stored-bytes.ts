import { readFileSync } from 'node:fs';
import { descendantsOf } from '../../service/environments/process-table.ts';

/**
 * Bytes that a process and its descendants have had read from block devices so far, read-ahead included; `read_bytes` in
 * `/proc/PID/io`. A process that has ended is counted with the one that has waited for it. Nothing where the kernel does
 * not count: how many requests they were it never says by process.
 */
export function storedBytesRead(pid: number): number | undefined {
  const counts = [pid, ...descendantsOf(pid)].map(readBytes).filter((count) => count !== undefined);
  return counts.length === 0 ? undefined : counts.reduce((sum, count) => sum + count, 0);
}

function readBytes(pid: number): number | undefined {
  try {
    const count = /^read_bytes: (\d+)$/m.exec(readFileSync(`/proc/${pid}/io`, 'utf8'))?.[1];
    return count === undefined ? undefined : Number(count);
  } catch {
    return undefined;
  }
}
