import { mkdir } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { BuildError } from '../../layer/build-error.ts';
import { inParallel } from '../../layer/in-parallel.ts';
import { FUZZ_HELP, type FuzzOptions, readFuzzOptions } from './fuzz-options.ts';
import { compileTarget, compileTargetParts, fuzzTarget } from './fuzz-target.ts';
import { FUZZER, whyNot } from './hosted-launcher.ts';

await main(process.argv.slice(2));

async function main(args: readonly string[]): Promise<void> {
  try {
    const options = readFuzzOptions(args);
    if (options === 'help') process.stdout.write(FUZZ_HELP);
    else await fuzz(options, resolve('.fuzz'));
  } catch (error) {
    if (!(error instanceof Error && isMistake(error))) throw error;
    process.stderr.write(`fuzz:launcher: ${error.message.split(/\.\s|\n/, 1)}\n`);
    process.exitCode = 1;
  }
}

function isMistake(error: Error): boolean {
  return error instanceof BuildError || ('code' in error && String(error.code).startsWith('ERR_PARSE_ARGS_'));
}

async function fuzz({ targets, seconds, jobs }: FuzzOptions, folder: string): Promise<void> {
  const programs = join(folder, 'programs');
  await mkdir(programs, { recursive: true });
  const reason = await whyNot(FUZZER, programs);
  if (reason !== undefined) throw new BuildError(reason);
  const parts = await compileTargetParts(programs);
  await inParallel(jobs, targets, async (target) => {
    const program = await compileTarget(target, parts, programs);
    const { progress, fault } = await fuzzTarget(target, program, join(folder, target), { seconds });
    process.stdout.write(`${target}: ${progress}\n`);
    if (fault === undefined) return;
    process.stdout.write(fault);
    process.exitCode = 1;
  });
}
