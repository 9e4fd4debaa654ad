import type { TestContext } from 'vitest';
import { runCommand } from '../../layer/command.ts';

/** Skips a test on a machine that does not have this program. */
export async function needsProgram({ skip }: Pick<TestContext, 'skip'>, program: string): Promise<void> {
  const { state } = await runCommand(program, ['--version']);
  skip(state === 'missing', `this machine has no ${program}`);
}
