/** Largest payload of a buffered response, in bytes: 6 MiB and 100. A larger one is answered with 413. */
export const MAX_RESPONSE_BYTES = 6_291_556;

/** Largest X-Ray cause that the service keeps whole, in bytes. */
export const MAX_XRAY_CAUSE_BYTES = 65_536;

/** Limit of the init phase of an on-demand function, in milliseconds. */
export const INIT_LIMIT_MS = 10_000;
