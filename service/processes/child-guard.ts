const guarded = new Set<number>();

/**
 * Makes sure that a child started with `detached: true`, and all that it started, ends with this process, however
 * this process ends. Disposing it kills them now.
 */
export function guardChild(pid: number): Disposable {
  if (guarded.size === 0) process.once('exit', killGuarded);
  guarded.add(pid);
  return {
    [Symbol.dispose]() {
      killGroup(pid);
      guarded.delete(pid);
      if (guarded.size === 0) process.off('exit', killGuarded);
    },
  };
}

function killGuarded(): void {
  for (const pid of guarded) killGroup(pid);
}

function killGroup(pid: number): void {
  try {
    process.kill(-pid, 'SIGKILL');
  } catch (error) {
    // ESRCH: all of them have ended by themselves.
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}
