import { join } from 'node:path';
import { isExecutable } from './is-executable.ts';

/** Where programs of the system lie, whatever PATH this one was started with. */
export const SYSTEM_PATH = '/usr/sbin:/usr/bin:/sbin:/bin';

/** Absolute path of a program of the system; nothing where it is missing. */
export function findProgram(name: string): string | undefined {
  return SYSTEM_PATH.split(':')
    .map((folder) => join(folder, name))
    .find(isExecutable);
}
