import { readFileSync } from 'node:fs';

/** The version of snapboot, from package.json. */
export function snapbootVersion(): string {
  return JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')).version;
}
