import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** Why what is in the page cache cannot be seen on this machine, for files of this folder; undefined where it can. */
export async function whyNoPageCache(file: string): Promise<string | undefined> {
  try {
    await dropFromCache(file);
    return (await cachedBytes(file)) === 0 ? undefined : 'the file system keeps what it has read';
  } catch (error) {
    return `there is no fincore: ${(error as Error).message}`;
  }
}

/** How much of a file is in memory. */
export async function cachedBytes(file: string): Promise<number> {
  const { stdout } = await run('fincore', ['--bytes', '--noheadings', '--output', 'RES', file]);
  return Number(stdout.trim());
}

/** Has a file forgotten, as far as the system does that. */
export async function dropFromCache(file: string): Promise<void> {
  // It writes nothing, then it says that the whole file is no longer needed.
  await run('sync', [file]);
  await run('dd', [`of=${file}`, 'oflag=nocache', 'conv=notrunc,fdatasync', 'count=0', 'status=none']);
}
