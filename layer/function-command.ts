import { type CommandGroup, runCommandGroup } from './command-group.ts';

const FUNCTION: CommandGroup = {
  name: 'function',
  about: "Functions that run on snapboot's layer.",
  commands: {
    build: { summary: 'make one that starts faster, of its modules', run: build },
    cache: { summary: 'fill a compile cache for one that is not built', run: cache },
    deploy: { summary: 'create a function on Lambda, or bring it up to date', run: deploy },
  },
  examples: [
    'snapboot function build src/orders.ts --event events/order.json',
    'snapboot function deploy dist/orders --role arn:aws:iam::123456789012:role/orders',
  ],
};

/**
 * The command line of everything about functions.
 *
 * @param args what follows `snapboot function`
 * @throws BuildError or CloudError with one line for the user
 */
export async function runFunctionCommand(args: readonly string[]): Promise<void> {
  await runCommandGroup(FUNCTION, args);
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
