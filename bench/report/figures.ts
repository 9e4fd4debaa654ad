import { type Estimate, verdict } from '../statistics/confidence-interval.ts';
import type { Unit } from './measures.ts';

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

/** The same of a comparison; with `no difference` where the interval spans 1. */
export function comparedRatio(estimate: Estimate): string {
  return verdict(estimate, 1) === 'no difference' ? `${ratio(estimate)} no difference` : ratio(estimate);
}

/** `41.3 MB`, in units of 2^20 bytes. */
export function megabytes(bytes: number): string {
  return `${(bytes / 1024 / 1024).toFixed(1)} MB`;
}

/** `33.1` milliseconds, or `41.3` of 2^20 bytes. */
export function withoutUnit(value: number, unit: Unit): string {
  return unit === 'ms' ? milliseconds(value) : megabytes(value).replace(' MB', '');
}

/** `[32.8, 33.5]`, in milliseconds or units of 2^20 bytes. */
export function interval({ low, high }: Estimate, unit: Unit): string {
  return `[${withoutUnit(low, unit)}, ${withoutUnit(high, unit)}]`;
}

/** `+4.2 % [+3.9 %, +4.5 %]`, of a ratio of 1.042. */
export function change({ value, low, high }: Estimate): string {
  return `${percent(value)} [${percent(low)}, ${percent(high)}]`;
}

/** `+1.2 [+0.9, +1.5]`, of a difference, in milliseconds or units of 2^20 bytes. */
export function difference({ value, low, high }: Estimate, unit: Unit): string {
  const signed = (amount: number) => withSign(withoutUnit(Math.abs(amount), unit), amount);
  return `${signed(value)} [${signed(low)}, ${signed(high)}]`;
}

function percent(ratioOfMedians: number): string {
  const change = (ratioOfMedians - 1) * 100;
  return `${withSign(Math.abs(change).toFixed(1), change)} %`;
}

function withSign(digits: string, amount: number): string {
  if (Number(digits) === 0) return digits;
  return `${amount < 0 ? '−' : '+'}${digits}`;
}
