import { afterAll, beforeAll } from 'vitest';
import { type TemporaryFolder, temporaryFolder } from './temporary-folder.ts';

/**
 * Gives the tests of a file a state folder that no other service knows.
 *
 * @returns where it is, once they run
 */
export function useOwnStateFolder(): () => TemporaryFolder {
  const ownTmpdir = process.env.TMPDIR;
  let state: TemporaryFolder;

  beforeAll(async () => {
    state = await temporaryFolder();
    process.env.TMPDIR = state.path;
  });

  afterAll(async () => {
    if (ownTmpdir === undefined) delete process.env.TMPDIR;
    else process.env.TMPDIR = ownTmpdir;
    await state[Symbol.asyncDispose]();
  });

  return () => state;
}
