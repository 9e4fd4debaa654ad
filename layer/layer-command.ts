import { BuildError } from './build-error.ts';

interface Subcommand {
  readonly summary: string;
  /** Each subcommand loads its program only when it runs. */
  run(args: readonly string[]): Promise<void>;
}

const SUBCOMMANDS: ReadonlyMap<string, Subcommand> = new Map(
  Object.entries({
    build: { summary: 'build the zip that is published as a layer', run: build },
    publish: { summary: 'build it and publish it in regions of AWS', run: publish },
  }),
);

const HELP = `Usage: snapboot layer COMMAND [options]

The layer that brings snapboot to Lambda: what /opt holds when it is attached to a function on provided.al2023.

Commands
${[...SUBCOMMANDS].map(([name, { summary }]) => `  ${name.padEnd(10)}${summary}`).join('\n')}

Options
  -h, --help       this text; after a command, that command's options

Examples
  snapboot layer build
  snapboot layer build --arch all --node 26
  snapboot layer publish --region eu-central-1
`;

/**
 * The command line of everything about the layer.
 *
 * @param args what follows `snapboot layer`
 * @throws BuildError with one line for the user
 */
export async function runLayerCommand([name, ...args]: readonly string[]): Promise<void> {
  if (name === undefined || name === '--help' || name === '-h') process.stdout.write(HELP);
  else await findSubcommand(name).run(args);
}

function findSubcommand(name: string): Subcommand {
  const subcommand = SUBCOMMANDS.get(name);
  if (subcommand !== undefined) return subcommand;
  const names = [...SUBCOMMANDS.keys()].join(', ');
  throw new BuildError(`unknown command layer ${name}; there are ${names}: snapboot layer --help`);
}

async function build(args: readonly string[]): Promise<void> {
  const { runBuildCommand } = await import('./build-command.ts');
  await runBuildCommand(args);
}

async function publish(args: readonly string[]): Promise<void> {
  const { runPublishCommand } = await import('./publish-command.ts');
  await runPublishCommand(args);
}
