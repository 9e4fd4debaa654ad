import { hasNodeOption } from '../init/node-options.ts';
import type { RuntimePhase } from '../runtime-phase.ts';
import { toErrorResponse } from './error-response.ts';
import { RuntimeError } from './runtime-error.ts';

/** Exit codes of the official client up to Node.js 22; newer ones exit with 1 and report nothing. */
const EXIT_UNHANDLED_REJECTION = 128;
const EXIT_UNCAUGHT_EXCEPTION = 129;

/** How long the report of a crash may take, in milliseconds: the process must not outlive its fault for long. */
const REPORT_LIMIT_MS = 2000;

/**
 * Ends the process on an uncaught exception or an unhandled rejection, after the fault has been reported: the caller
 * then sees what happened instead of "Runtime exited". A function that listens for these events itself has taken them
 * over, and is left alone; so is one whose options of Node.js say what to do with rejections.
 */
export function endOnCrash(phase: RuntimePhase, logError: (label: string, thrown: unknown) => void): void {
  const end = (label: string, thrown: unknown, exitCode: number): void => {
    if (phase.crashed) return;
    const exit = (): never => process.exit(exitCode);
    setTimeout(exit, REPORT_LIMIT_MS);
    logError(label, thrown);
    phase.crash(thrown).then(exit, exit);
  };

  process.on('uncaughtException', (error) => {
    if (process.listenerCount('uncaughtException') > 1) return;
    end('Uncaught Exception', error, EXIT_UNCAUGHT_EXCEPTION);
  });
  if (hasNodeOption('--unhandled-rejections')) return;
  process.on('unhandledRejection', (reason) => {
    if (process.listenerCount('unhandledRejection') > 1) return;
    end('Unhandled Promise Rejection', asRejection(reason), EXIT_UNHANDLED_REJECTION);
  });
}

function asRejection(reason: unknown): RuntimeError {
  const rejection = new RuntimeError('Runtime.UnhandledPromiseRejection', inWords(reason), { cause: reason });
  if (reason instanceof Error && reason.stack !== undefined) {
    rejection.stack = `${rejection.name}: ${reason.stack}`;
  }
  return rejection;
}

function inWords(reason: unknown): string {
  try {
    return String(reason);
  } catch {
    return toErrorResponse(reason).errorMessage;
  }
}
