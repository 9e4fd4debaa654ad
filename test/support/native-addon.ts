import { fileURLToPath } from 'node:url';
import type { TestContext } from 'vitest';
import { commandFault, runCommand } from '../../layer/command.ts';

const SOURCE = fileURLToPath(new URL('../fixtures/addons/tried.c', import.meta.url));

/** Compiles the addon `tried` to this path, for this machine; skips the test where nothing compiles. */
export async function compileAddon({ skip }: Pick<TestContext, 'skip'>, file: string): Promise<void> {
  const run = await runCommand('gcc', ['-shared', '-fPIC', '-O1', '-pthread', '-Wall', '-Werror', '-o', file, SOURCE]);
  skip(run.state === 'missing', 'this machine has no gcc');
  if (run.state !== 'ended' || run.code !== 0) throw new Error(commandFault('gcc', run));
}
