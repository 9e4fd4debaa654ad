import { BuildError } from './build-error.ts';

/** Commands that belong together: `snapboot layer build`, `snapboot layer publish`. */
export interface CommandGroup {
  /** `layer`. */
  readonly name: string;
  readonly about: string;
  readonly commands: Readonly<Record<string, Subcommand>>;
  readonly examples: readonly string[];
}

interface Subcommand {
  readonly summary: string;
  /** Each subcommand loads its program only when it runs. */
  run(args: readonly string[]): Promise<void>;
}

/**
 * Runs the command of a group that the command line names, or tells what there is.
 *
 * @param commandLine what follows `snapboot` and the group's name
 * @throws BuildError for one that there is not
 */
export async function runCommandGroup(group: CommandGroup, commandLine: readonly string[]): Promise<void> {
  const [name, ...args] = commandLine;
  if (name === undefined || name === '--help' || name === '-h') process.stdout.write(helpOf(group));
  else await findSubcommand(group, name).run(args);
}

function helpOf({ name, about, commands, examples }: CommandGroup): string {
  const lines = Object.entries(commands).map(([command, { summary }]) => `  ${command.padEnd(10)}${summary}\n`);
  return `Usage: snapboot ${name} COMMAND [options]

${about}

Commands
${lines.join('')}
Options
  -h, --help       this text; after a command, that command's options

Examples
${examples.map((example) => `  ${example}\n`).join('')}`;
}

function findSubcommand({ name: group, commands }: CommandGroup, name: string): Subcommand {
  const found = Object.entries(commands).find(([command]) => command === name);
  if (found !== undefined) return found[1];
  const names = Object.keys(commands).join(', ');
  throw new BuildError(`unknown command ${group} ${name}; there are ${names}: snapboot ${group} --help`);
}
