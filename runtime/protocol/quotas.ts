/** Largest payload of a buffered response, in bytes: 6 MiB and 100. A larger one is answered with 413. */
export const MAX_RESPONSE_BYTES = 6_291_556;

/** Largest streamed response, in bytes: 200 MiB. A larger one is cut off. */
export const MAX_STREAMED_RESPONSE_BYTES = 209_715_200;

/** Largest X-Ray cause that the service keeps whole, in bytes. */
export const MAX_XRAY_CAUSE_BYTES = 65_536;

/** Limit of the init phase of an on-demand function, in milliseconds. */
export const INIT_LIMIT_MS = 10_000;

/** Limit of the init phase of a function with SnapStart, in milliseconds, unless its timeout is longer. */
export const SNAP_START_INIT_LIMIT_MS = 130_000;

/** Limit of the restore of a function with SnapStart, its after-restore hooks included, in milliseconds. */
export const RESTORE_LIMIT_MS = 10_000;
