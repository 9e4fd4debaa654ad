import { ServiceError } from '../http/service-error.ts';
import type { RestoreOutcome } from './environment-outcomes.ts';

/** What a caller gets whose invocation had to wait for a restore that failed. There is no function error: it never ran. */
export function restoreError(outcome: Exclude<RestoreOutcome, { state: 'restored' }>, limitMs: number): ServiceError {
  if (outcome.state === 'failed') {
    return new ServiceError('SnapStartException', `Restore failed: ${outcome.errorType}: ${outcome.message}`);
  }
  return new ServiceError(
    'SnapStartTimeoutException',
    `Restore timed out after ${(limitMs / 1000).toFixed(2)} seconds`,
  );
}
