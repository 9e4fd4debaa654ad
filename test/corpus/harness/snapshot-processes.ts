import { readdir, readFile } from 'node:fs/promises';

/**
 * Whether a process that talks to this Runtime API was started from a snapshot: what Linux says of its command line.
 *
 * @param address what AWS_LAMBDA_RUNTIME_API holds
 */
export async function runsFromSnapshot(address: string): Promise<boolean> {
  const processes = (await readdir('/proc')).filter((name) => /^\d+$/.test(name));
  const found = await Promise.all(processes.map(async (id) => await isFromSnapshot(id, address)));
  return found.includes(true);
}

async function isFromSnapshot(id: string, address: string): Promise<boolean> {
  const [line, variables] = await Promise.all(['cmdline', 'environ'].map((name) => wordsIn(`/proc/${id}/${name}`)));
  return (
    line?.includes('--snapshot-blob') === true && variables?.includes(`AWS_LAMBDA_RUNTIME_API=${address}`) === true
  );
}

/** None of a process that has ended, or belongs to somebody else. */
async function wordsIn(file: string): Promise<readonly string[]> {
  const text = await readFile(file, 'utf8').catch(() => '');
  return text.split('\0');
}
