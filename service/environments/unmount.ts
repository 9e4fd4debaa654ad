import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { SYSTEM_PATH } from '../processes/system-program.ts';

/** Unmounts everything below a folder, the innermost first, and waits for it. */
export function unmountBelow(folder: string): void {
  const below = mountPoints().filter((point) => point.startsWith(`${folder}/`));
  for (const point of below.toReversed()) {
    const unmount = (...options: string[]): boolean =>
      spawnSync('umount', ['-i', ...options, point], { stdio: 'ignore', env: { PATH: SYSTEM_PATH } }).status === 0;
    // Somebody may still look into it: then it goes from the tree now, and altogether with the last of them.
    if (!unmount()) unmount('-l');
  }
}

/** In the order in which they were mounted. */
function mountPoints(): readonly string[] {
  return readMountInfo().map((line) => unescapePath(line.split(' ')[4] ?? ''));
}

/** Lines of `/proc/self/mountinfo`; none where there is no such file. */
function readMountInfo(): readonly string[] {
  try {
    return readFileSync('/proc/self/mountinfo', 'utf8').split('\n').filter(Boolean);
  } catch {
    return [];
  }
}

/** The kernel writes a space as `\040`. */
function unescapePath(path: string): string {
  return path.replaceAll(/\\(\d{3})/g, (_all, octal: string) => String.fromCharCode(Number.parseInt(octal, 8)));
}
