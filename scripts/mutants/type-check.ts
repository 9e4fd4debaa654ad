import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { runCommand } from '../../layer/command.ts';

// What a change leaves unused or out of reach is no mistake of types.
const LENIENT = ['--noUnusedLocals', 'false', '--noUnusedParameters', 'false', '--allowUnreachableCode', 'true'];

// From the second time on only what depends on the changed file is looked at.
const INCREMENTAL = ['--incremental', '--tsBuildInfoFile', 'mutant.tsbuildinfo'];

/** The first mistake of types in a folder; absent where there is none, or where types are not checked. */
export async function typeMistake(folder: string): Promise<string | undefined> {
  const compiler = join(folder, 'node_modules/typescript/bin/tsc');
  if (!existsSync(join(folder, 'tsconfig.json')) || !existsSync(compiler)) return undefined;
  const result = await runCommand(
    process.execPath,
    [compiler, '--noEmit', '--pretty', 'false', ...LENIENT, ...INCREMENTAL],
    folder,
  );
  if (result.state === 'missing' || result.code === 0) return undefined;
  return result.stdout.split('\n', 1).join();
}
