import { readlinkSync, realpathSync } from 'node:fs';
import { resolve } from 'node:path';
import type { CommandLine } from '../sleep.ts';

/** Has `process` tell of this process, in the arrays and properties that are there. `argv0` cannot be written. */
export function renewProcessFacts({ node, options, script }: CommandLine): void {
  if (node !== process.argv0) {
    process.execPath = realpathSync(node);
    process.title = node;
  }
  refill(process.argv, [process.execPath, resolve(script)]);
  refill(process.execArgv, options);
  redefine(process, 'pid', Number(readlinkSync('/proc/self')));
  // Node.js keeps what it has answered to process.cwd() last.
  process.chdir('.');
}

function refill(array: string[], values: readonly string[]): void {
  array.splice(0, array.length, ...values);
}

/** Some properties may not be written, but may be defined. */
export function redefine(target: object, key: PropertyKey, value: unknown): void {
  Reflect.defineProperty(target, key, { ...Reflect.getOwnPropertyDescriptor(target, key), value });
}
