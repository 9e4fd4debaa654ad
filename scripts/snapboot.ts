#!/bin/sh
//usr/bin/env true; node="$(dirname "$(realpath "$0")")/../node_modules/.bin/node"; [ -x "$node" ] || { echo "snapboot: dependencies are missing; run npm start once in the repository" >&2; exit 1; }; exec "$node" "$0" "$@"

// The lines above are a shell script as well: snapboot starts from anywhere, on the Node.js that npm has installed here.

import { snapbootVersion } from '../layer/snapboot-version.ts';

interface Command {
  readonly summary: string;
  /** Each command loads its program only when it runs. */
  run(args: readonly string[]): Promise<void>;
}

const COMMANDS: ReadonlyMap<string, Command> = new Map(
  Object.entries({
    run: { summary: 'run a function on this machine as Lambda would', run },
    serve: { summary: 'run functions behind the API of Lambda, for SDKs, the AWS CLI and curl', run: serve },
    logs: { summary: 'show what a function has logged under snapboot serve', run: logs },
    metrics: { summary: 'show what functions have done under snapboot serve', run: metrics },
    layer: { summary: 'build the layer that brings snapboot to Lambda, and what goes with it', run: layer },
    function: { summary: 'build functions that start faster, and deploy them', run: functions },
    image: { summary: 'build the container image that functions are made from', run: image },
    bench: { summary: 'measure cold starts, against other runtimes too', run: bench },
  }),
);

const HELP = `Usage: snapboot COMMAND [options]

A Node.js runtime for AWS Lambda that starts fast.

Commands
${[...COMMANDS].map(([name, { summary }]) => `  ${name.padEnd(10)}${summary}`).join('\n')}

Options
  -h, --help       this text; after a command, that command's options
  -v, --version    the version

Examples
  snapboot run scripts/examples/buffered.mjs --event '{"name":"Ada"}'
  snapboot layer build --arch arm64
`;

class CommandError extends Error {
  readonly isUserError = true;
}

await main(process.argv.slice(2));

async function main(commandLine: readonly string[]): Promise<void> {
  const [name, ...args] = commandLine;
  endQuietlyWithoutReader();
  try {
    if (name === undefined || name === '--help' || name === '-h') process.stdout.write(HELP);
    else if (name === '--version' || name === '-v') process.stdout.write(`snapboot ${snapbootVersion()}\n`);
    else await findCommand(name).run(args);
  } catch (error) {
    reportError(error, helpCommand(commandLine));
  }
}

function findCommand(name: string): Command {
  const command = COMMANDS.get(name);
  if (command !== undefined) return command;
  throw new CommandError(`unknown command ${name}; there are ${[...COMMANDS.keys()].join(', ')}: snapboot --help`);
}

async function run(args: readonly string[]): Promise<void> {
  const { runRunCommand } = await import('../service/run-command.ts');
  await runRunCommand(args, builtBootstrap);
}

async function serve(args: readonly string[]): Promise<void> {
  const { runServeCommand } = await import('../service/serve-command.ts');
  await runServeCommand(args, builtBootstrap);
}

async function logs(args: readonly string[]): Promise<void> {
  const { runLogsCommand } = await import('../service/logs-command.ts');
  await runLogsCommand(args);
}

async function metrics(args: readonly string[]): Promise<void> {
  const { runMetricsCommand } = await import('../service/metrics-command.ts');
  await runMetricsCommand(args);
}

async function builtBootstrap(): Promise<string> {
  if (process.platform !== 'linux') {
    throw new CommandError('the layer is made of Linux programs; use a Linux machine or a container');
  }
  const { buildLayer } = await import('../layer/build-layer.ts');
  const { readBuildPlan } = await import('../layer/build-plan.ts');
  return (await buildLayer(readBuildPlan([]))).bootstrap;
}

async function layer(args: readonly string[]): Promise<void> {
  const { runLayerCommand } = await import('../layer/layer-command.ts');
  await runLayerCommand(args);
}

async function functions(args: readonly string[]): Promise<void> {
  const { runFunctionCommand } = await import('../layer/function-command.ts');
  await runFunctionCommand(args);
}

async function image(args: readonly string[]): Promise<void> {
  const { runImageCommand } = await import('../layer/image-command.ts');
  await runImageCommand(args);
}

async function bench(args: readonly string[]): Promise<void> {
  const { runBenchCommand } = await import('../bench/bench-command.ts');
  await runBenchCommand(args);
}

/** What the help on these options is asked of: some commands have commands of their own. */
function helpCommand([name = '', subcommand = '']: readonly string[]): string {
  return ['layer', 'function', 'image'].includes(name) && /^[a-z]/.test(subcommand) ? `${name} ${subcommand}` : name;
}

/** A mistake of the user's is told in one line; anything else is a fault of ours and keeps its stack. */
function reportError(error: unknown, command: string): void {
  process.exitCode = 1;
  if (!(error instanceof Error)) throw error;
  if ('isUserError' in error) process.stderr.write(`snapboot: ${error.message}\n`);
  else if (isOptionError(error)) process.stderr.write(`snapboot: ${optionFault(error)}: snapboot ${command} --help\n`);
  else throw error;
}

function isOptionError(error: Error): boolean {
  return 'code' in error && String(error.code).startsWith('ERR_PARSE_ARGS_');
}

/** Without the advice of Node.js on positional arguments, which follows the first sentence. */
function optionFault({ message }: Error): string {
  return message.split(/\.\s|\n/, 1).join();
}

/** `snapboot … | head` is no mistake. */
function endQuietlyWithoutReader(): void {
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') process.exit();
    throw error;
  });
}
