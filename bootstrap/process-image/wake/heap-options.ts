import { setFlagsFromString } from 'node:v8';

const HEAP_OPTIONS = ['--max-old-space-size=', '--max-semi-space-size='];

/** Has workers get the limits of this process's heap: V8 takes them from the command line, which was the build's. */
export function renewHeapOptions(options: readonly string[]): void {
  for (const option of options) {
    if (HEAP_OPTIONS.some((name) => option.startsWith(name))) setFlagsFromString(option);
  }
}
