import { randomBytes } from 'node:crypto';

/** A name that nobody else uses, for a file that is renamed to `target` as soon as it is whole. */
export function temporaryName(target: string): string {
  return `${target}.${randomBytes(6).toString('hex')}.tmp`;
}
