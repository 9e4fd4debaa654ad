import { mkdir, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { TestContext } from 'vitest';
import { commandFault, runCommand } from '../../layer/command.ts';
import { DUMPER } from '../../layer/process-image/compile-dumper.ts';
import { HOSTED_SOURCES } from '../../scripts/fuzz-launcher/hosted-launcher.ts';

/** The dumper with gcc's sanitizers, and a process that it can dump. */
export interface DumpTool {
  readonly dumper: string;
  readonly target: string;
  /** Why there is none of them on this machine; undefined where there is. */
  readonly missing: string | undefined;
}

const SANITIZERS = ['-fsanitize=address,undefined', '-fno-sanitize-recover=all', '-g', '-O1'];
// As bubblewrap gives it to who builds an image.
const ROOT = ['--unshare-user', '--unshare-pid', '--uid', '0', '--gid', '0', '--cap-add', 'ALL', '--die-with-parent'];
const GROUND = ['bwrap', ...ROOT, '--dev-bind', '/', '/', '--proc', '/proc', 'env', 'ASAN_OPTIONS=detect_leaks=0'];

/** Compiles both, into that folder. */
export async function compileDumpTool(folder: string): Promise<DumpTool> {
  const tool = { dumper: join(folder, 'dumper'), target: join(folder, 'target') };
  const [own = ''] = DUMPER.folders;
  const sources = (await readdir(own)).filter((name) => name.endsWith('.c')).map((name) => join(own, name));
  const flags = DUMPER.flags.filter((flag) => flag !== '-static' && flag !== '-O2');
  const target = join(HOSTED_SOURCES, 'dumped/target.c');
  const missing =
    (await faultOf('gcc', [...flags, ...SANITIZERS, '-o', tool.dumper, ...sources])) ??
    (await faultOf('gcc', ['-Wall', '-Werror', '-D_GNU_SOURCE', '-pthread', '-o', tool.target, target])) ??
    (await faultOf('bwrap', [...GROUND.slice(1), '/bin/true']));
  return { ...tool, missing };
}

/**
 * Dumps a process.
 *
 * @param command of the process
 * @param through a program that changes the surroundings of the dumper
 * @returns how the dumper ended, and the folder with image and maps
 */
export async function dumpWith(
  { dumper, target, missing }: DumpTool,
  folder: string,
  command: readonly string[],
  through: readonly string[],
  { skip }: Pick<TestContext, 'skip'>,
): Promise<{ readonly code: number | null; readonly stderr: string }> {
  skip(missing !== undefined, missing);
  await mkdir(folder, { recursive: true });
  const own = [dumper, join(folder, 'image'), target, join(folder, 'maps')];
  const [program = '', ...rest] = [...through, ...GROUND, ...own, ...command];
  const result = await runCommand(program, rest);
  if (result.state === 'missing') throw new Error(`${program} is missing`);
  return { code: result.code, stderr: result.stderr };
}

async function faultOf(program: string, args: readonly string[]): Promise<string | undefined> {
  const result = await runCommand(program, args);
  return result.state === 'ended' && result.code === 0 ? undefined : commandFault(program, result);
}
