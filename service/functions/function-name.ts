import { basename } from 'node:path';
import type { FunctionPlace } from './function-path.ts';

const MAX_NAME = 64;

/** Whether Lambda would take this for the name of a function. */
export function isFunctionName(name: string): boolean {
  return /^[\w-]+$/.test(name) && name.length <= MAX_NAME;
}

/** The name of a function that nobody has named: that of its module, or of its folder where the module is `index`. */
export function functionNameOf({ taskRoot, handler }: FunctionPlace): string {
  const module = basename(handler).split('.', 1).join();
  const name = module === 'index' ? basename(taskRoot) : module;
  return name.replaceAll(/[^\w-]/g, '-').slice(0, MAX_NAME) || 'function';
}
