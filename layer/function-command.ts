import { CloudError } from './cloud/cloud-error.ts';

interface Subcommand {
  readonly summary: string;
  /** Each subcommand loads its program only when it runs. */
  run(args: readonly string[]): Promise<void>;
}

const SUBCOMMANDS: ReadonlyMap<string, Subcommand> = new Map(
  Object.entries({
    build: { summary: 'make one that starts faster, of its modules', run: build },
    cache: { summary: 'fill a compile cache for one that is not built', run: cache },
    deploy: { summary: 'create a function on Lambda, or bring it up to date', run: deploy },
  }),
);

const HELP = `Usage: snapboot function COMMAND [options]

Functions that run on snapboot's layer.

Commands
${[...SUBCOMMANDS].map(([name, { summary }]) => `  ${name.padEnd(10)}${summary}`).join('\n')}

Options
  -h, --help       this text; after a command, that command's options

Examples
  snapboot function build src/orders.ts --event events/order.json
  snapboot function deploy src/orders --role arn:aws:iam::123456789012:role/orders
`;

/**
 * The command line of everything about functions.
 *
 * @param args what follows `snapboot function`
 * @throws CloudError with one line for the user
 */
export async function runFunctionCommand([name, ...args]: readonly string[]): Promise<void> {
  if (name === undefined || name === '--help' || name === '-h') process.stdout.write(HELP);
  else await findSubcommand(name).run(args);
}

function findSubcommand(name: string): Subcommand {
  const subcommand = SUBCOMMANDS.get(name);
  if (subcommand !== undefined) return subcommand;
  const names = [...SUBCOMMANDS.keys()].join(', ');
  throw new CloudError(`unknown command function ${name}; there are ${names}: snapboot function --help`);
}

async function build(args: readonly string[]): Promise<void> {
  const { runFunctionBuildCommand } = await import('./function/function-build-command.ts');
  await runFunctionBuildCommand(args);
}

async function cache(args: readonly string[]): Promise<void> {
  const { runFunctionCacheCommand } = await import('./function/cache/function-cache-command.ts');
  await runFunctionCacheCommand(args);
}

async function deploy(args: readonly string[]): Promise<void> {
  const { runDeployCommand } = await import('./deploy-command.ts');
  await runDeployCommand(args);
}
