import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const NAME = '.snapboot-loading';

/**
 * Notes in the temporary folder, which outlives a process that crashes, that a file is being loaded. Gives what removes
 * the note; nothing when a process has ended that was loading the same file. Where nothing can be written, nothing is
 * noted.
 */
export function leaveMark(file: string): (() => void) | undefined {
  const mark = join(process.env.TMPDIR || '/tmp', NAME);
  try {
    writeFileSync(mark, `${process.pid} ${file}`, { flag: 'wx' });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') return () => {};
    return isOfEndedProcess(mark, file) ? undefined : () => {};
  }
  return () => rmSync(mark, { force: true });
}

function isOfEndedProcess(mark: string, file: string): boolean {
  const [pid = '', ...rest] = readMark(mark).split(' ');
  if (rest.join(' ') !== file) return false;
  // In an environment of its own, the runtime has the same number again and again.
  return Number(pid) === process.pid || !isAlive(Number(pid));
}

function readMark(mark: string): string {
  try {
    return readFileSync(mark, 'utf8');
  } catch {
    // Another process has just removed it.
    return '';
  }
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
