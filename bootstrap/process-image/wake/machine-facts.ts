import os from 'node:os';
import type { Internals } from '../internals.ts';
import { redefine } from './process-facts.ts';

const INFORMATION = ['type', 'version', 'release', 'machine'] as const;

/** Node.js asks the kernel for its name when `os` is loaded, and never again. */
export function renewMachineFacts(internals: Internals): void {
  const { getOSInformation } = internals.binding('os') as { getOSInformation: (context: object) => readonly string[] };
  const present = getOSInformation({});
  INFORMATION.forEach((name, at) => {
    const value = present[at];
    if (value === undefined || os[name]() === value) return;
    redefine(
      os,
      name,
      Object.assign({ [name]: () => value }[name] as () => string, { [Symbol.toPrimitive]: () => value }),
    );
  });
}
