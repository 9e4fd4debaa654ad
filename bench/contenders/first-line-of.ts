import { spawn } from 'node:child_process';
import { guardChild } from '../../service/processes/child-guard.ts';
import type { CommandLine } from '../../service/processes/command-line.ts';

const MAX_LENGTH = 60;

/** The first line that a program prints, if it ends well within the limit in milliseconds; else nothing, and it is killed. */
export async function firstLineOf([program, ...args]: CommandLine, limitMs: number): Promise<string> {
  const child = spawn(program, args, { detached: true, stdio: ['ignore', 'pipe', 'ignore'] });
  using _guard = child.pid === undefined ? undefined : guardChild(child.pid);
  let output = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    output = (output + text).slice(0, MAX_LENGTH);
  });
  const { promise: endedWell, resolve } = Promise.withResolvers<boolean>();
  child.once('error', () => resolve(false));
  child.once('close', (code) => resolve(code === 0));
  const timer = setTimeout(() => resolve(false), limitMs);
  const line = (await endedWell) ? (output.split('\n', 1)[0] ?? '') : '';
  clearTimeout(timer);
  return line.trim();
}
