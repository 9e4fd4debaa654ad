import { lstatSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { stateFolder } from '../state-folder.ts';
import { UsageError } from '../usage-error.ts';

/**
 * Where logs are kept unless the user says otherwise: `$XDG_STATE_HOME/snapboot/logs`, or among the temporary files.
 *
 * @throws UsageError when somebody else has made that folder
 */
export function defaultLogFolder(variables: NodeJS.ProcessEnv): string {
  const { XDG_STATE_HOME: stateHome } = variables;
  try {
    return stateHome ? join(stateHome, 'snapboot', 'logs') : stateFolder('logs');
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error), { cause: error });
  }
}

/**
 * Makes the folder, for this user alone.
 *
 * @throws UsageError when it cannot be made, or when somebody else's folder is in its place
 */
export function makeLogFolder(folder: string): void {
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw new UsageError(`${folder}: no place for logs: ${code}; use --state DIR`, { cause: error });
  }
  const { uid } = lstatSync(folder);
  if (process.getuid === undefined || uid === process.getuid()) return;
  throw new UsageError(`${folder}: no place for logs: it belongs to user ${uid}; use --state DIR`);
}
