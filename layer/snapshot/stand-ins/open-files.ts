import { readdirSync, readlinkSync } from 'node:fs';

/** What this process has open besides what Node.js needs for itself, by descriptor: files and sockets. */
export function openFiles(): ReadonlyMap<string, string> {
  const found = readdirSync('/proc/self/fd').flatMap((descriptor) => {
    const target = targetOf(descriptor);
    return /^(?:\/(?!dev\/|proc\/)|socket:)/.test(target) ? [[descriptor, target] as const] : [];
  });
  return new Map(found);
}

function targetOf(descriptor: string): string {
  try {
    return readlinkSync(`/proc/self/fd/${descriptor}`);
  } catch {
    // The one through which the folder itself was read.
    return '';
  }
}
