import { randomBytes } from 'node:crypto';
import { FUNCTION_VERSION } from './environment-variables.ts';

/** The name of a new log stream: `2026/01/31/[$LATEST]` and 32 hexadecimal digits. */
export function logStreamName(now: Date): string {
  const day = now.toISOString().slice(0, 10).replaceAll('-', '/');
  return `${day}/[${FUNCTION_VERSION}]${randomBytes(16).toString('hex')}`;
}
