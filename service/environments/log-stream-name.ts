import { randomBytes } from 'node:crypto';

/** The name of a new log stream: `2026/01/31/[$LATEST]` and 32 hexadecimal digits. */
export function logStreamName(now: Date, version: string): string {
  const day = now.toISOString().slice(0, 10).replaceAll('-', '/');
  return `${day}/[${version}]${randomBytes(16).toString('hex')}`;
}
