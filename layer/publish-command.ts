import { majorVersion } from './build-plan.ts';
import { CloudError } from './cloud/cloud-error.ts';
import { chosenRegion, type LambdaClients, lambdaClients } from './cloud/lambda-clients.ts';
import { buildArchive, type LayerArchive } from './layer-archive.ts';
import { megabytes } from './layer-size.ts';
import { readLayersFile, writeLayer } from './layers-file.ts';
import { say } from './progress.ts';
import { accountRegions } from './publish/account-regions.ts';
import { PUBLISH_HELP, type PublishOptions, readPublishOptions } from './publish/publish-options.ts';
import { type Publication, publishInRegions, type RegionOutcome } from './publish/publish-regions.ts';

/**
 * The command line `snapboot layer publish`.
 *
 * @param args what follows it
 * @param build makes the archive of a plan
 * @throws CloudError or BuildError with one line for the user; other regions have been served by then
 */
export async function runPublishCommand(
  args: readonly string[],
  build: typeof buildArchive = buildArchive,
): Promise<void> {
  if (args.includes('--help') || args.includes('-h')) {
    process.stdout.write(PUBLISH_HELP);
    return;
  }
  const options = readPublishOptions(args);
  // What can fail at once does so before the build.
  readLayersFile(options.layersFile);
  using clients = await lambdaClients(options);
  const regions = await chosenRegions(options, clients);
  const archives = await buildArchives(options, build);
  const outcomes = await publishInRegions(clients, regions, archives, publication(options));
  endWith(outcomes);
}

async function chosenRegions(options: PublishOptions, clients: LambdaClients): Promise<readonly string[]> {
  if (options.regions === 'all') return accountRegions(clients.defaultRegion, options.dryRun);
  return options.regions === 'default' ? [chosenRegion(undefined, clients)] : options.regions;
}

async function buildArchives({ plans }: PublishOptions, build: typeof buildArchive): Promise<LayerArchive[]> {
  const archives: LayerArchive[] = [];
  for (const plan of plans) {
    say(`building the layer for ${plan.architecture}, Node.js ${majorVersion(plan.nodeVersion)}`);
    archives.push(await build(plan));
  }
  return archives;
}

function publication({ dryRun, layersFile, ...wanted }: PublishOptions): Publication {
  // A dry run prints the calls themselves.
  if (dryRun) return { ...wanted, onSending: () => {}, onPublished: () => {} };
  return {
    ...wanted,
    onSending: (region, name, { bytes }) => say(`${region}: sending ${name}, ${megabytes(bytes)}`),
    // Each is written down at once: whatever ends the command later, what is published is known.
    onPublished(region, { architecture, nodeMajor, nodeVersion, sha256 }, { state, version, arn = '' }) {
      writeLayer(layersFile, { region, architecture, nodeMajor }, { arn, version, sha256, nodeVersion });
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
