import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { type CommandResult, runCommand } from '../../layer/command.ts';
import { compileParts, compileProgram, FUZZER } from './hosted-launcher.ts';
import { writeSeeds } from './seeds.ts';

// The longest that the launcher reads of a list are the records within itself.
const MAX_INPUT_BYTES = 32_768;

/** How long a target runs. */
export type Limit = { readonly seconds: number } | { readonly runs: number };

/** What a run has shown. */
export interface FuzzResult {
  /** The last line that libFuzzer says of its progress. */
  readonly progress: string;
  /** What it says of an input that the target does not bear; undefined where there was none. */
  readonly fault: string | undefined;
}

/** Compiles what all targets have in common; gives what `compileTarget` takes. Throws BuildError where that fails. */
export function compileTargetParts(folder: string): Promise<string[]> {
  return compileParts(FUZZER, folder, ['fuzz/input.c', 'fuzz/drawn-system.c']);
}

/** Compiles a target; gives the path of the program. Throws BuildError where that fails. */
export function compileTarget(target: string, parts: readonly string[], folder: string): Promise<string> {
  return compileProgram(FUZZER, parts, `fuzz/${target}.c`, folder);
}

/**
 * Runs a target on its seeds, on what earlier runs have found in the folder, and on what it makes of these.
 *
 * @param program the compiled target
 * @param folder where the inputs are kept, and one that the target does not bear
 */
export async function fuzzTarget(target: string, program: string, folder: string, limit: Limit): Promise<FuzzResult> {
  const seeds = join(folder, 'seeds');
  const corpus = join(folder, 'corpus');
  await writeSeeds(target, seeds);
  await mkdir(corpus, { recursive: true });
  const end = 'runs' in limit ? [`-runs=${limit.runs}`, '-seed=1'] : [`-max_total_time=${limit.seconds}`];
  const flags = [
    `-max_len=${MAX_INPUT_BYTES}`,
    '-use_value_profile=1',
    '-detect_leaks=0',
    `-artifact_prefix=${folder}/`,
  ];
  return resultOf(await runCommand(program, [...flags, ...end, corpus, seeds], folder));
}

function resultOf(result: CommandResult): FuzzResult {
  if (result.state === 'missing') return { progress: '', fault: 'the program is missing' };
  const lines = result.stderr.split('\n');
  const progress = lines.findLast((line) => /^#\d+\s+DONE/.test(line)) ?? '';
  return { progress: progress.replaceAll(/\s+/g, ' '), fault: result.code === 0 ? undefined : result.stderr };
}
