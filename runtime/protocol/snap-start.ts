// A function with SnapStart runs its init once, for a snapshot. Its runtime ends init with GET restore/next instead of
// GET invocation/next; the answer, 200 without a body, comes weeks later perhaps, in another sandbox, whenever a copy
// is restored for an invocation. The runtime then runs its after-restore hooks and asks for the invocation; or it posts
// restore/error and exits. Without SnapStart all of these paths are unknown: 404.

/** Paths of the Runtime API, version 2018-06-01, that only a function with SnapStart has. */
export const SNAP_START_API = {
  restoreNext: '/2018-06-01/runtime/restore/next',
  restoreError: '/2018-06-01/runtime/restore/error',
} as const;

/**
 * Path of the credentials of a function with SnapStart, on the server of the Runtime API: `{"AccessKeyId",
 * "SecretAccessKey", "Token", "Expiration"}`. They must not be in a snapshot, so they are not in variables.
 */
export const CREDENTIALS_PATH = '/2021-04-23/credentials';
