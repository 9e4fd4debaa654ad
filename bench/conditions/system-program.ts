import { join } from 'node:path';
import { SYSTEM_PATH } from '../../service/environments/unmount.ts';
import { isExecutable } from '../../service/processes/is-executable.ts';

/** Absolute path of a program of the system, whatever PATH the benchmark was started with; nothing where it is missing. */
export function findProgram(name: string): string | undefined {
  return SYSTEM_PATH.split(':')
    .map((folder) => join(folder, name))
    .find(isExecutable);
}
