import type { HostPort } from '../http/tcp-socket.ts';
import { registerInternalExtension } from './internal-extension.ts';

/** What the hook tells the log. */
export interface ShutdownReport {
  readonly error: (label: string, thrown: unknown) => void;
  readonly warning: (message: string) => void;
}

/**
 * Gives a function its time at shutdown, if it asked for any: with an exported `onShutdown`, or with a SIGTERM
 * listener that it added while it was loaded. A function that asks for nothing costs nothing.
 */
export async function prepareShutdown(
  address: HostPort,
  onShutdown: (() => unknown) | undefined,
  report: ShutdownReport,
): Promise<void> {
  if (onShutdown !== undefined) {
    process.once('SIGTERM', () => void endWithHook(onShutdown, report));
  }
  if (process.listenerCount('SIGTERM') === 0) return;
  const refused = await registerInternalExtension(address).catch((error: Error) => error.message);
  if (refused !== undefined) report.warning(`shutdown hooks will not run: ${refused}`);
}

async function endWithHook(onShutdown: () => unknown, report: ShutdownReport): Promise<never> {
  try {
    await onShutdown();
  } catch (thrown) {
    report.error('Shutdown Error', thrown);
  }
  process.exit(0);
}
