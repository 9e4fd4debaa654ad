import { existsSync, readFileSync, realpathSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** How far the kernel reads ahead in files of a folder: `read-ahead 128 KB`. Clouds set it to as much as 8 MB. */
export function readAheadOf(folder: string): string {
  return readAheadOfDevice(deviceOf(folder));
}

/** @param device `major:minor`, as in `/proc/self/mountinfo` */
export function readAheadOfDevice(device: string): string {
  try {
    const kilobytes = readFileSync(fileOf(device), 'utf8').trim();
    return `read-ahead ${kilobytes} KB`;
  } catch {
    // Such as btrfs, whose device has no number of its own.
    return 'read-ahead unknown';
  }
}

/** The file that says how far, and by which it can be changed; nothing where there is none. */
export function readAheadFile(folder: string): string | undefined {
  const device = deviceOf(folder);
  if (existsSync(fileOf(device))) return fileOf(device);
  const partition = `/sys/dev/block/${device}`;
  // It is the disk that has one.
  const file = existsSync(partition) ? join(dirname(realpathSync(partition)), 'bdi/read_ahead_kb') : '';
  return existsSync(file) ? file : undefined;
}

function deviceOf(folder: string): string {
  const device = statSync(folder).dev;
  // As glibc packs it.
  const major = Number((BigInt(device) >> 8n) & 0xfffn);
  const minor = (device & 0xff) | (Math.floor(device / 2 ** 12) & 0xfff00);
  return `${major}:${minor}`;
}

function fileOf(device: string): string {
  return `/sys/class/bdi/${device}/read_ahead_kb`;
}
