import { guard } from './guard.ts';

const TELLING = ['cpuUsage', 'threadCpuUsage', 'resourceUsage'] as const;

/**
 * Has a function that is loaded find that its process has used nothing yet: another one wakes, which has used less than
 * this one, and who counts on from here would count backwards.
 */
export function hideUsage(): void {
  for (const name of TELLING) {
    guard(process, name, (go) => Object.fromEntries(Object.keys(go() as object).map((key) => [key, 0])));
  }
}
