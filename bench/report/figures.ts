import type { Estimate } from '../statistics/confidence-interval.ts';

/** Milliseconds, with about three digits that mean something. */
export function milliseconds(value: number): string {
  return value.toFixed(value < 10 ? 3 : 1);
}

/** `33.1 [32.8, 33.5]`, in milliseconds. */
export function millisecondsWithInterval({ value, low, high }: Estimate): string {
  return `${milliseconds(value)} [${milliseconds(low)}, ${milliseconds(high)}]`;
}

/** `1.04 [1.02, 1.06]`. */
export function ratio({ value, low, high }: Estimate): string {
  return `${value.toFixed(2)} [${low.toFixed(2)}, ${high.toFixed(2)}]`;
}

/** `41.3 MB`, in units of 2^20 bytes. */
export function megabytes(bytes: number): string {
  return `${(bytes / 1024 / 1024).toFixed(1)} MB`;
}
