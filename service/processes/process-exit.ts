/** How a process came to its end. */
export type ProcessExit =
  | { readonly kind: 'exited'; readonly status: number }
  | { readonly kind: 'killed'; readonly signal: NodeJS.Signals }
  /** It was asked to end: no crash, whatever its status. */
  | { readonly kind: 'stopped' }
  /** There is no such program, or it is not executable. */
  | { readonly kind: 'not-started'; readonly reason: string };

const SIGNAL_WORDS: Partial<Record<NodeJS.Signals, string>> = {
  SIGABRT: 'aborted',
  SIGBUS: 'bus error',
  SIGFPE: 'floating point exception',
  SIGHUP: 'hangup',
  SIGILL: 'illegal instruction',
  SIGINT: 'interrupt',
  SIGKILL: 'killed',
  SIGPIPE: 'broken pipe',
  SIGSEGV: 'segmentation fault',
  SIGTERM: 'terminated',
  SIGTRAP: 'trace/breakpoint trap',
};

/** Says it as Lambda does: `Runtime exited with error: exit status 1`. */
export function describeExit(exit: ProcessExit): string {
  switch (exit.kind) {
    case 'exited':
      return exit.status === 0
        ? 'Runtime exited without providing a reason'
        : `Runtime exited with error: exit status ${exit.status}`;
    case 'killed':
      return `Runtime exited with error: ${describeSignal(exit.signal)}`;
    case 'stopped':
      return 'Runtime was stopped';
    case 'not-started':
      return `Couldn't find valid bootstrap(s): [${exit.reason}]`;
  }
}

/** Says it as Lambda does: `signal: killed`. */
export function describeSignal(signal: NodeJS.Signals): string {
  return `signal: ${SIGNAL_WORDS[signal] ?? signal}`;
}
