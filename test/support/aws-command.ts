import { spawn } from 'node:child_process';
import { type CommandRun, endOf, repository, runSnapboot } from './run-snapboot.ts';
import type { TemporaryFolder } from './temporary-folder.ts';

/** Where and how a command meets its AWS. */
export interface AwsSetting {
  readonly endpoint: string;
  /** The command runs in it, and has it for a home. */
  readonly folder: TemporaryFolder;
  readonly variables?: Readonly<Record<string, string>>;
}

/** Runs `snapboot layer publish` with a few bytes for a layer; `SMALL_ARCHIVE` makes them others. */
export async function runPublish(args: readonly string[], setting: AwsSetting): Promise<CommandRun> {
  const child = spawn(process.execPath, [`${repository}test/support/publish-small-archive.ts`, ...args], {
    cwd: setting.folder.path,
    env: { PATH: process.env.PATH, ...awsVariables(setting) },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  return await endOf(child);
}

/** Runs `snapboot function deploy`. */
export function runDeploy(args: readonly string[], setting: AwsSetting): Promise<CommandRun> {
  return runSnapboot(['function', 'deploy', ...args], { cwd: setting.folder.path, variables: awsVariables(setting) });
}

/** What the SDK finds by itself: nothing of the machine that the tests run on. */
export function awsVariables({ endpoint, folder, variables }: AwsSetting): Readonly<Record<string, string>> {
  return {
    HOME: folder.path,
    AWS_EC2_METADATA_DISABLED: 'true',
    AWS_ENDPOINT_URL: endpoint,
    AWS_REGION: 'eu-west-1',
    AWS_ACCESS_KEY_ID: 'any',
    AWS_SECRET_ACCESS_KEY: 'any',
    ...variables,
  };
}
