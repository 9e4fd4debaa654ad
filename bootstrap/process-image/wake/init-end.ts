import { closeSync } from 'node:fs';

// Open while the launcher starts the function in another way if this process crashes (guard.c).
const GUARD = 62;

// The function may put something else in its place.
const { kill } = process;

/** Tells the launcher that it has no part any more in how this process ends. */
export function endInit(): void {
  closeSync(GUARD);
  tellEndOfInit();
}

/** By a signal that means nothing to a process, unless the launcher waits for it. */
export function tellEndOfInit(): void {
  try {
    kill(process.pid, 'SIGURG');
  } catch {
    // Where /proc is that of other processes, nobody knows his own id. The launcher does without being told.
  }
}
