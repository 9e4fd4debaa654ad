import { readFileSync, statSync } from 'node:fs';

/** How far the kernel reads ahead in files of a folder: `read-ahead 128 KB`. Clouds set it to as much as 8 MB. */
export function readAheadOf(folder: string): string {
  const device = statSync(folder).dev;
  // As glibc packs it.
  const major = Number((BigInt(device) >> 8n) & 0xfffn);
  const minor = (device & 0xff) | (Math.floor(device / 2 ** 12) & 0xfff00);
  return readAheadOfDevice(`${major}:${minor}`);
}

/** @param device `major:minor`, as in `/proc/self/mountinfo` */
export function readAheadOfDevice(device: string): string {
  try {
    const kilobytes = readFileSync(`/sys/class/bdi/${device}/read_ahead_kb`, 'utf8').trim();
    return `read-ahead ${kilobytes} KB`;
  } catch {
    // Such as btrfs, whose device has no number of its own.
    return 'read-ahead unknown';
  }
}
