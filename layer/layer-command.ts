import { type CommandGroup, runCommandGroup } from './command-group.ts';

const LAYER: CommandGroup = {
  name: 'layer',
  about:
    'The layer that brings snapboot to Lambda: what /opt holds when it is attached to a function on provided.al2023.',
  commands: {
    build: { summary: 'build the zip that is published as a layer', run: build },
    publish: { summary: 'build it and publish it in regions of AWS', run: publish },
  },
  examples: [
    'snapboot layer build',
    'snapboot layer build --arch all --node 26',
    'snapboot layer publish --region eu-central-1',
  ],
};

/**
 * The command line of everything about the layer.
 *
 * @param args what follows `snapboot layer`
 * @throws BuildError with one line for the user
 */
export async function runLayerCommand(args: readonly string[]): Promise<void> {
  await runCommandGroup(LAYER, args);
}

async function build(args: readonly string[]): Promise<void> {
  const { runBuildCommand } = await import('./build-command.ts');
  await runBuildCommand(args);
}

async function publish(args: readonly string[]): Promise<void> {
  const { runPublishCommand } = await import('./publish-command.ts');
  await runPublishCommand(args);
}
