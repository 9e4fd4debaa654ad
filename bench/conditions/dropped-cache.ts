import { execFile } from 'node:child_process';
import { rmSync } from 'node:fs';
import { promisify } from 'node:util';
import type { Absence } from '../../layer/absence.ts';
import { copyTree, memoryFileSystem } from '../../layer/hot-pages/tree/copy-tree.ts';
import { fileTree } from '../../layer/hot-pages/tree/file-tree.ts';
import { readAheadOf } from '../../layer/hot-pages/tree/read-ahead.ts';
import { privateFolder } from '../../service/environments/private-folder.ts';
import { inOneLine } from '../../service/processes/one-line.ts';
import { findProgram } from '../../service/processes/system-program.ts';
import { BenchError } from '../bench-error.ts';
import type { Condition, OpenCondition } from './condition.ts';
import { relocate, relocateCommand, relocateVariables } from './relocation.ts';
import { storedBytesRead } from './stored-bytes.ts';

/** Programs and functions come from the disk, with nothing of them in the page cache. */
export const DROPPED_CACHE: Condition = {
  name: 'dropped-cache',
  about: 'programs and function read from the disk of this machine; the system’s libraries stay in the page cache',
  open: openDroppedCache,
};

async function openDroppedCache(files: readonly string[]): Promise<OpenCondition | Absence> {
  // A copy, since pages that some other process has mapped cannot be dropped.
  const copy = await privateFolder('copy');
  const remove = () => rmSync(copy, { recursive: true, force: true });
  const memory = memoryFileSystem(copy);
  const reason =
    memory === undefined
      ? await copyFiles(files, copy)
      : `the temporary folder is in memory (${memory}); set TMPDIR to a folder on a disk`;
  if (reason === undefined) return inForce(files, copy, remove);
  remove();
  return { reason };
}

function inForce(files: readonly string[], copy: string, remove: () => void): OpenCondition {
  let leader = 0;
  return {
    details: [`copies on the disk of the temporary folder, ${readAheadOf(copy)}`],
    launch: ({ command, taskRoot, layers, variables }) => ({
      ...(layers !== undefined && { layers: relocate(layers, files, copy) }),
      command: relocateCommand(command, files, copy),
      taskRoot: relocate(taskRoot, files, copy),
      variables: relocateVariables(variables, files, copy),
    }),
    beforeStart: async () => {
      const reason = await dropPages(copy);
      if (reason !== undefined) throw new BenchError(`dropped-cache: ${reason}`);
    },
    started: (pid) => {
      leader = pid;
    },
    initialised: () => {},
    ended: () => undefined,
    storageUse: async () => {
      const bytes = storedBytesRead(leader);
      return bytes === undefined ? undefined : { bytes };
    },
    [Symbol.asyncDispose]: async () => remove(),
  };
}

/** Gives a reason when the pages of the copy cannot be dropped. */
async function copyFiles(files: readonly string[], copy: string): Promise<string | undefined> {
  await copyTree(fileTree(files, ''), copy);
  return dropPages(copy);
}

/**
 * POSIX_FADV_DONTNEED for every file, which needs no rights. Node.js cannot call it; dd does nothing else when it is to
 * copy nothing.
 */
async function dropPages(folder: string): Promise<string | undefined> {
  const find = findProgram('find');
  if (find === undefined) return 'find and dd are not installed';
  const drop = ['dd', 'if={}', 'of=/dev/null', 'iflag=nocache', 'count=0', 'status=none'];
  return promisify(execFile)(find, [folder, '-type', 'f', '-size', '+0', '-exec', ...drop, ';']).then(
    ({ stderr }) => (stderr === '' ? undefined : `dd: ${inOneLine(stderr)}`),
    (error: Error) => inOneLine(error.message),
  );
}
