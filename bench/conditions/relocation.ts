import type { CommandLine } from '../../service/processes/command-line.ts';

/**
 * A command with the paths of files that lie elsewhere now.
 *
 * @param files absolute paths of the files and folders that have been moved
 * @param prefix folder that they are in now, each below its old path
 */
export function relocateCommand(command: CommandLine, files: readonly string[], prefix: string): CommandLine {
  const [program, ...args] = command;
  return [relocate(program, files, prefix), ...args.map((argument) => relocate(argument, files, prefix))];
}

/** The same for variables whose values name files. */
export function relocateVariables(
  variables: Readonly<Record<string, string>>,
  files: readonly string[],
  prefix: string,
): Record<string, string> {
  const entries = Object.entries(variables).map(([name, value]) => [name, relocate(value, files, prefix)] as const);
  return Object.fromEntries(entries);
}

/** The same for one path, and for options that hold some: `--import=/a/hook.mjs`. */
export function relocate(text: string, files: readonly string[], prefix: string): string {
  // The longest first: a folder must not hide what is below it.
  const moved = files
    .toSorted((one, other) => other.length - one.length)
    .map((file) => file.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&'));
  return text.replace(new RegExp(`(^|[=:,])(${moved.join('|')})(?=$|[/:,])`, 'g'), `$1${prefix}$2`);
}
