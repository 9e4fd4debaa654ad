import { isDeepStrictEqual } from 'node:util';
import type { FunctionRecord } from '../functions/function-record.ts';

/** Whether a new version would be the same as this one: code and configuration decide, not when they were deployed. */
export function sameVersion(latest: FunctionRecord, published: FunctionRecord): boolean {
  return isDeepStrictEqual(compared(latest), compared(published));
}

function compared(record: FunctionRecord): object {
  const { Version, RevisionId, LastModified, State, LastUpdateStatus, Description, ...rest } = record;
  return rest;
}
