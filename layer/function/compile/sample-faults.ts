import type { InitOutcome, InvokeOutcome } from '../../../service/environments/environment-outcomes.ts';
import { describeExit } from '../../../service/processes/process-exit.ts';

const MOST_CHARACTERS = 300;

/** Why a function does not start, in one line. */
export function initFault(init: Exclude<InitOutcome, { state: 'ready' }>): string {
  switch (init.state) {
    case 'failed':
      return loadFault(init.error.payload);
    case 'crashed':
      return `the function does not load: ${describeExit(init.exit)}`;
    case 'timed-out':
      return 'the function does not load within the 10 s that Lambda allows';
    case 'extension-fault':
      return `the function does not load: ${init.fault.errorType}: ${init.fault.message}`;
  }
}

/** The same, from what it has told the Runtime API. */
export function loadFault(payload: Buffer): string {
  return `the function does not load: ${errorText(payload)}`;
}

/** Why a sample event has failed, in one line. */
export function invokeFault(event: string, { error }: Exclude<InvokeOutcome, { state: 'succeeded' }>): string {
  return eventFault(event, error.payload);
}

/** The same, from what the function has told the Runtime API. */
export function eventFault(event: string, payload: Buffer): string {
  return `the function fails for ${event}: ${errorText(payload)}`;
}

function errorText(payload: Buffer): string {
  const { errorType, errorMessage } = parse(payload);
  return `${errorType}: ${errorMessage}`.replaceAll(/\s+/g, ' ').slice(0, MOST_CHARACTERS);
}

function parse(payload: Buffer): { readonly errorType?: unknown; readonly errorMessage?: unknown } {
  try {
    return JSON.parse(payload.toString());
  } catch {
    return { errorType: 'unreadable', errorMessage: payload.toString() };
  }
}
