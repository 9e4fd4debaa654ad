import { describeSignal } from '../processes/process-exit.ts';

/** How an extension has ended an init or an invocation, under the names that callers see as `errorType`. */
export type ExtensionFaultType =
  | 'Extension.InitError'
  | 'Extension.ExitError'
  | 'Extension.Crash'
  | 'Extension.LaunchError';

/** The fault of an extension that fails the init or the invocation under way. */
export interface ExtensionFault {
  readonly errorType: ExtensionFaultType;
  /** Name of the extension. */
  readonly extension: string;
  /** What follows `RequestId: … Error: `, for example `exit status 1`. */
  readonly message: string;
}

/** How the process of an extension came to its end. */
export type ExtensionExit =
  | { readonly kind: 'exited'; readonly status: number }
  | { readonly kind: 'killed'; readonly signal: NodeJS.Signals };

/** Says it as Lambda does: `exit code 0`, `exit status 1` or `signal: killed`. */
export function describeExtensionExit(exit: ExtensionExit): string {
  if (exit.kind === 'killed') return describeSignal(exit.signal);
  return exit.status === 0 ? 'exit code 0' : `exit status ${exit.status}`;
}
