import { BenchError } from '../bench-error.ts';

/** Thrown where a contender is not meant for a function: it is left out with the reason, which is no failure. */
export class UnsuitedError extends BenchError {}
