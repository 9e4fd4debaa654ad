import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';

const GUARD = new URL('../../../../service/processes/child-guard.ts', import.meta.url).href;

/** Starts a guarded child that would live for a minute, then ends in the given way; gives the child's process id. */
async function runGuarding(end: string): Promise<number> {
  const code = `
    import { spawn } from 'node:child_process';
    import { guardChild } from ${JSON.stringify(GUARD)};
    const child = spawn('sleep', ['60'], { detached: true, stdio: 'ignore' });
    guardChild(child.pid);
    process.stdout.write(String(child.pid), () => { ${end} });`;
  const run = promisify(execFile)(process.execPath, ['--input-type=module', '-e', code]);
  const { stdout } = await run.catch((error: { stdout: string }) => error);
  return Number(stdout);
}

function isRunning(pid: number): boolean {
  try {
    // Nobody may have collected what is left of it: that is a Z.
    return !readFileSync(`/proc/${pid}/stat`, 'utf8').includes(') Z');
  } catch {
    return false;
  }
}

test.each(['process.exit(130)', 'throw new Error("broken")'])('a guarded child ends with %s', async (end) => {
  const pid = await runGuarding(end);
  expect(pid).toBeGreaterThan(0);
  await expect.poll(() => isRunning(pid)).toBe(false);
});
