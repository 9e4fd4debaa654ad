import type { TestContext } from 'vitest';
import { runCommand } from '../../layer/command.ts';

/** What a bootstrap says that is started by another program. */
export interface StartedThrough {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/**
 * Starts a bootstrap by way of a program that changes its surroundings. Skips the test where that program is missing or
 * cannot do so here.
 *
 * @param through the program with its arguments, which ends by starting what follows it
 */
export async function startedThrough(
  through: readonly string[],
  bootstrap: string,
  { skip }: TestContext,
  env: Readonly<Record<string, string>> = {},
): Promise<StartedThrough> {
  const variables = Object.entries({ PATH: '/bin:/usr/bin', ...env }).map(([name, value]) => `${name}=${value}`);
  const start = (command: readonly string[]) => runCommand('env', ['-i', ...variables, ...through, ...command]);
  const trial = await start(['/bin/sh', '-c', ':']);
  const works = trial.state === 'ended' && trial.code === 0;
  skip(!works, `this machine cannot do ${through.join(' ')}`);
  const result = await start([bootstrap]);
  if (result.state === 'missing') throw new Error('env is missing');
  return { code: result.code, stdout: result.stdout, stderr: result.stderr };
}

/** A program that gives up the rights of root, which are above many limits; nothing where there are none. */
export function withoutRoot(): readonly string[] {
  return process.getuid?.() === 0 ? ['setpriv', '--reuid=65534', '--regid=65534', '--clear-groups'] : [];
}
