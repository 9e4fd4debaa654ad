import { majorVersion } from './build-plan.ts';
import { CloudError } from './cloud/cloud-error.ts';
import { chosenRegion, type LambdaClients, lambdaClients } from './cloud/lambda-clients.ts';
import { buildArchive } from './layer-archive.ts';
import { megabytes } from './layer-size.ts';
import { readLayersFile, writeLayer } from './layers-file.ts';
import { say } from './progress.ts';
import { accountRegions } from './publish/account-regions.ts';
import { PUBLISH_HELP, type PublishOptions, readPublishOptions } from './publish/publish-options.ts';
import { type Publication, publishInRegions, type RegionOutcome } from './publish/publish-regions.ts';
import { type Publishable, publishableFacts } from './publish/publishable.ts';
import { buildSdkArchives } from './sdk/sdk-archive.ts';

/** What makes the archives of plans. */
export interface Builders {
  readonly runtime: typeof buildArchive;
  readonly sdk: typeof buildSdkArchives;
}

const BUILDERS: Builders = { runtime: buildArchive, sdk: buildSdkArchives };

/**
 * The command line `snapboot layer publish`.
 *
 * @param args what follows it
 * @throws CloudError or BuildError with one line for the user; other regions have been served by then
 */
export async function runPublishCommand(args: readonly string[], builders: Builders = BUILDERS): Promise<void> {
  if (args.includes('--help') || args.includes('-h')) {
    process.stdout.write(PUBLISH_HELP);
    return;
  }
  const options = readPublishOptions(args);
  // What can fail at once does so before the build.
  readLayersFile(options.layersFile);
  using clients = await lambdaClients(options);
  const regions = await chosenRegions(options, clients);
  const archives = await buildArchives(options, builders);
  const outcomes = await publishInRegions(clients, regions, archives, publication(options));
  endWith(outcomes);
}

async function chosenRegions(options: PublishOptions, clients: LambdaClients): Promise<readonly string[]> {
  if (options.regions === 'all') return accountRegions(clients.defaultRegion, options.dryRun);
  return options.regions === 'default' ? [chosenRegion(undefined, clients)] : options.regions;
}

async function buildArchives({ plans, sdkPlan }: PublishOptions, { runtime, sdk }: Builders): Promise<Publishable[]> {
  const archives: Publishable[] = [];
  for (const plan of plans) {
    say(`building the layer for ${plan.architecture}, Node.js ${majorVersion(plan.nodeVersion)}`);
    archives.push(await runtime(plan));
  }
  if (sdkPlan === undefined) return archives;
  say(`building the layer of the AWS SDK, Node.js ${sdkPlan.nodeMajor}`);
  return [...archives, ...(await sdk(sdkPlan, plans))];
}

function publication({ dryRun, layersFile, ...wanted }: PublishOptions): Publication {
  // A dry run prints the calls themselves.
  if (dryRun) return { ...wanted, onSending: () => {}, onPublished: () => {} };
  return {
    ...wanted,
    onSending: (region, name, { bytes }) => say(`${region}: sending ${name}, ${megabytes(bytes)}`),
    // Each is written down at once: whatever ends the command later, what is published is known.
    onPublished(region, archive, { state, version, arn = '' }) {
      const { place, noted } = publishableFacts(wanted.family, archive);
      writeLayer(layersFile, { region, ...place }, { arn, version, sha256: archive.sha256, ...noted });
      process.stdout.write(`${arn}  ${state}\n`);
    },
  };
}

function endWith(outcomes: readonly RegionOutcome[]): void {
  const faults = outcomes.flatMap(({ region, fault }) => (fault === undefined ? [] : [`${region}: ${fault}`]));
  if (faults.length === 0) return;
  const scope = outcomes.length === 1 ? '' : `${faults.length} of ${outcomes.length} regions failed: `;
  throw new CloudError(`${scope}${faults.join('; ')}`);
}
