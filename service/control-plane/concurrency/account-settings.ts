import type { Concurrency } from '../../concurrency/concurrency.ts';
import { ARCHIVE_LIMITS } from '../../deployment/archive-limits.ts';
import { LATEST } from '../../functions/function-config.ts';
import type { Deployment } from '../deployment.ts';
import type { Operation } from '../operation.ts';

// 75 GB: Lambda's. Here the disk is the limit.
const TOTAL_CODE_BYTES = 80_530_636_800;

/** GetAccountSettings: limits, and what is used of them. */
export function getAccountSettings(deployment: Deployment, { limits }: Concurrency): Operation {
  return {
    name: 'GetAccountSettings',
    method: 'GET',
    path: '/2016-08-19/account-settings',
    status: 200,
    run: () => ({
      AccountLimit: {
        TotalCodeSize: TOTAL_CODE_BYTES,
        CodeSizeUnzipped: ARCHIVE_LIMITS.maxUnzippedBytes,
        CodeSizeZipped: ARCHIVE_LIMITS.maxZippedBytes,
        ConcurrentExecutions: limits.account,
        UnreservedConcurrentExecutions: limits.unreserved,
      },
      AccountUsage: {
        TotalCodeSize: deployment.all().reduce((sum, { CodeSize }) => sum + CodeSize, 0),
        FunctionCount: deployment.all().filter(({ Version }) => Version === LATEST).length,
      },
    }),
  };
}
