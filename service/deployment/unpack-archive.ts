import { chmod, mkdir, open, rm, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import type { ZipFile } from 'yauzl';
import { ARCHIVE_LIMITS, type ArchiveLimits } from './archive-limits.ts';
import { type ArchivePlan, type PlannedFile, planArchive } from './archive-plan.ts';
import { entryContent } from './entry-content.ts';

/** Files that are written at a time. Each keeps some hundred kilobytes in memory, however large it is. */
const WRITERS = 8;
/** Functions run as another user than the one who unpacks: all may read. */
const EXECUTABLE = 0o755;
const READABLE = 0o644;

/**
 * Unpacks a zip that anybody may have made. Nothing is written outside of the folder, and nothing at all before
 * everything that the zip says has been checked. Files get mode 0755 when anybody may execute them, else 0644.
 *
 * @param folder where to; it must not be there yet, and is gone again when this fails
 * @param limits those that are not Lambda's
 * @returns bytes of all files together
 * @throws ServiceError in Lambda's words when the zip is broken, unsafe or too large; else the error of the disk
 */
export async function unpackArchive(
  zip: Buffer,
  folder: string,
  limits: Partial<ArchiveLimits> = {},
): Promise<{ readonly unzippedBytes: number }> {
  const plan = await planArchive(zip, { ...ARCHIVE_LIMITS, ...limits });
  await mkdir(folder);
  try {
    await writePlanned(plan, folder);
  } catch (error) {
    await rm(folder, { recursive: true, force: true });
    throw error;
  }
  return { unzippedBytes: plan.unzippedBytes };
}

async function writePlanned({ archive, folders, files, links }: ArchivePlan, root: string): Promise<void> {
  await chmod(root, EXECUTABLE);
  for (const folder of folders) await makeFolder(join(root, folder));
  await writeFiles(archive, files, root);
  // Last, so that nothing is ever written through a link, also where the disk takes two names for one.
  for (const { path, target } of links) await symlink(target, join(root, path));
}

/** The mode that `mkdir` and `open` take depends on the umask. */
async function makeFolder(path: string): Promise<void> {
  await mkdir(path);
  await chmod(path, EXECUTABLE);
}

/** When it throws, nobody is writing any more. */
async function writeFiles(archive: ZipFile, files: readonly PlannedFile[], root: string): Promise<void> {
  const waiting = files.values();
  const failure = new AbortController();
  const write = async (): Promise<void> => {
    for (const file of waiting) {
      failure.signal.throwIfAborted();
      await writeFile(archive, file, root, failure.signal);
    }
  };
  const writers = Array.from({ length: WRITERS }, () => write().catch((error: unknown) => failure.abort(error)));
  await Promise.all(writers);
  failure.signal.throwIfAborted();
}

async function writeFile(archive: ZipFile, file: PlannedFile, root: string, signal: AbortSignal): Promise<void> {
  // Fails where something is already.
  const handle = await open(join(root, file.path), 'wx');
  try {
    await handle.chmod(file.isExecutable ? EXECUTABLE : READABLE);
    await handle.writeFile(entryContent(archive, file.source), { signal });
  } finally {
    await handle.close();
  }
}
