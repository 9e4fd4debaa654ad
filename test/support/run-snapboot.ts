import { type ChildProcessByStdio, type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import type { Readable, Writable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { expect } from 'vitest';

/** Root of the repository, with a slash at the end. */
export const repository: string = fileURLToPath(new URL('../..', import.meta.url));

/** What a command wrote, and its exit code. */
export interface CommandRun {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** How a command is run. */
export interface CommandSetting {
  readonly cwd?: string;
  /** All of stdin; without it stdin is empty. */
  readonly input?: string;
  readonly variables?: Readonly<Record<string, string>>;
}

/** Runs the real command line to its end, as a user does: the file itself, found by path, without colours. */
export async function runSnapboot(args: readonly string[], setting: CommandSetting = {}): Promise<CommandRun> {
  const child = startSnapboot(args, setting);
  child.stdin.end(setting.input ?? '');
  const { stderr, ...run } = await endOf(child);
  return { ...run, stderr: withoutNote(stderr) };
}

/** Waits for the end of a command, and gives what it wrote. */
export async function endOf(child: ChildProcessByStdio<Writable | null, Readable, Readable>): Promise<CommandRun> {
  let stdout = '';
  let stderr = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    stdout += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr += text;
  });
  return new Promise((resolve) => child.on('close', (code) => resolve({ code, stdout, stderr })));
}

// What a layer is built without where the machine lacks binutils, a compiler, the rights to measure starts.
const NOTES = [
  'strip was not found on PATH:',
  'there is no compiler for it',
  'what a start reads is not',
  'not recorded what',
];

/** Without what is told of the machine whenever the layer is needed. */
export function withoutNote(stderr: string): string {
  const isNote = (line: string): boolean => NOTES.some((note) => line.startsWith(`layer: ${note}`));
  return stderr
    .split('\n')
    .filter((line) => !isNote(line))
    .join('\n');
}

/** Whether the command line tells a mistake in one line that contains `line`, and nothing else. */
export async function expectToldInOneLine(args: readonly string[], line: string): Promise<void> {
  const { code, stdout, stderr } = await runSnapboot(args);
  expect(stderr).toMatch(/^snapboot: [^\n]+\n$/);
  expect(stderr).toContain(line);
  expect(stdout).toBe('');
  expect(code).toBe(1);
}

/** Starts the real command line; its stdin stays open. */
export function startSnapboot(
  args: readonly string[],
  { cwd, variables }: CommandSetting = {},
): ChildProcessWithoutNullStreams {
  return spawn(`${repository}scripts/snapboot.ts`, args, {
    cwd: cwd ?? repository,
    env: { PATH: process.env.PATH, ...variables },
  });
}
