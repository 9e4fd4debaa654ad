import { explained } from './cloud/fault-line.ts';
import { chosenRegion, lambdaClients } from './cloud/lambda-clients.ts';
import { objectStore } from './cloud/object-store.ts';
import { type Deployment, deployFunction } from './deploy/deploy-function.ts';
import { DEPLOY_HELP, readDeployOptions } from './deploy/deploy-options.ts';
import { fittedToBuild } from './deploy/fitted-to-build.ts';
import { functionArchive } from './deploy/function-archive.ts';
import { fileSize } from './layer-size.ts';

/**
 * The command line `snapboot function deploy`.
 *
 * @param args what follows it
 * @throws CloudError with one line for the user
 */
export async function runDeployCommand(args: readonly string[]): Promise<void> {
  if (args.includes('--help') || args.includes('-h')) {
    process.stdout.write(DEPLOY_HELP);
    return;
  }
  const options = await fittedToBuild(readDeployOptions(args));
  const archive = await functionArchive(options.folder);
  using clients = await lambdaClients(options);
  const region = chosenRegion(options.region, clients);
  say(`${options.wish.name}: ${archive.files} files, ${fileSize(archive.zip.length)} as a zip, to ${region}`);
  const setting = { ...options, region, objectStore: () => objectStore(region, clients), say };
  const deployment = await explained(region, () => deployFunction(clients.in(region), archive, setting));
  if (!options.dryRun) report(deployment);
}

function report({ arn, state, changes }: Deployment): void {
  if (changes.length > 0) say(`changed ${changes.join(', ')}`);
  process.stdout.write(`${arn}  ${state}\n`);
}

function say(text: string): void {
  process.stderr.write(`deploy: ${text}\n`);
}
