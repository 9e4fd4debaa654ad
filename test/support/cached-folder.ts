import { existsSync } from 'node:fs';
import { mkdir, rename, rm } from 'node:fs/promises';
import { runCommand } from '../../layer/command.ts';
import { repository } from './run-snapboot.ts';

const TICK_MS = 10_000;

/**
 * A folder among the caches of node_modules, which is made once.
 *
 * @param name says what is in it, versions included
 * @param fill puts it there; the folder may be renamed afterwards
 * @throws whatever `fill` throws; then there is no folder
 */
export async function cachedFolder(name: string, fill: (folder: string) => Promise<void>): Promise<string> {
  const folder = `${repository}node_modules/.cache/${name}`;
  if (existsSync(folder)) return folder;
  const started = Date.now();
  const say = (what: string): unknown =>
    process.stderr.write(`${what} ${name}: ${Math.round((Date.now() - started) / 1000)} s\n`);
  process.stderr.write(`making ${name} for tests; this happens once\n`);
  const timer = setInterval(say, TICK_MS, 'making');
  const temporary = `${folder}.${process.pid}`;
  try {
    await mkdir(temporary, { recursive: true });
    await fill(temporary);
    // Somebody else may have been first.
    await rename(temporary, folder).catch((error) => {
      if (!existsSync(folder)) throw error;
    });
    say('made');
  } finally {
    clearInterval(timer);
    await rm(temporary, { recursive: true, force: true });
  }
  return folder;
}

/**
 * Runs a program to its end.
 *
 * @returns what it wrote to stdout
 * @throws an Error with the last lines it wrote, unless it ends well
 */
export async function runOrThrow(command: string, args: readonly string[], folder?: string): Promise<string> {
  const result = await runCommand(command, args, folder);
  if (result.state === 'missing') throw new Error(`${command} was not found on PATH`);
  if (result.code === 0) return result.stdout;
  const lines = `${result.stdout}\n${result.stderr}`.trim().split('\n').slice(-3);
  throw new Error(`${command} ended with ${result.code}: ${lines.join(' | ')}`);
}
