import { text } from 'node:stream/consumers';
import { PreparedProcess, type ProcessLaunch } from '../../service/environments/prepared-process.ts';
import type { Sandbox } from '../../service/environments/sandbox.ts';
import type { ProcessExit } from '../../service/processes/process-exit.ts';

/** What a program said and how it ended. */
export interface SandboxedRun {
  readonly output: string;
  readonly errors: string;
  readonly exit: ProcessExit;
}

/** Runs a shell script in a sandbox to its end. */
export function runScript(
  sandbox: Sandbox,
  script: string,
  launch: Partial<ProcessLaunch> = {},
): Promise<SandboxedRun> {
  return runToEnd(
    PreparedProcess.start(sandbox, { program: '/bin/sh', args: ['-c', script], variables: {}, cwd: '/', ...launch }),
  );
}

/** Releases a process and waits for its end. */
export async function runToEnd(prepared: PreparedProcess): Promise<SandboxedRun> {
  const { stdout, stderr } = prepared.child;
  prepared.release();
  const [output, errors, exit] = await Promise.all([
    stdout === null ? '' : text(stdout),
    stderr === null ? '' : text(stderr),
    prepared.exited,
  ]);
  return { output, errors, exit };
}
