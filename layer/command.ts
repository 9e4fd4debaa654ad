import { spawn } from 'node:child_process';

// What went wrong stands at the top; npm adds advice and the path of a log.
const REASON_LINES = 2;

/** How a program ended: `missing` when there is none of that name, else its exit code and what it wrote. */
export type CommandResult =
  | { readonly state: 'missing' }
  | { readonly state: 'ended'; readonly code: number | null; readonly stdout: string; readonly stderr: string };

/** Runs a program of the build machine, found on PATH, to its end, in a folder. */
export async function runCommand(command: string, args: readonly string[], folder = '.'): Promise<CommandResult> {
  const child = spawn(command, args, { cwd: folder, stdio: ['ignore', 'pipe', 'pipe'] });
  let stdout = '';
  let stderr = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    stdout += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr += text;
  });
  return new Promise((resolve) => {
    child.on('error', () => resolve({ state: 'missing' }));
    child.on('close', (code) => resolve({ state: 'ended', code, stdout, stderr }));
  });
}

/** One line about a program that did not end well. */
export function commandFault(command: string, result: CommandResult): string {
  if (result.state === 'missing') return `${command} was not found on PATH`;
  const lines = result.stderr.split('\n').map((line) => line.replace(/^(npm (error|warn)|E:) */, '').trim());
  const reason = lines.filter((line) => line !== '').slice(0, REASON_LINES);
  return [`${command} failed (exit ${result.code})`, ...reason].join(': ');
}
