import { LambdaClient } from '@aws-sdk/client-lambda';
import { CloudError } from './cloud-error.ts';
import { makeDryRun } from './dry-run.ts';
import { explained } from './fault-line.ts';

// Without it a region that drops packets would hold everything up for minutes.
const CONNECT_MS = 10_000;
// Also `us-gov-west-1` and `eusc-de-east-1`.
const REGION = /^[a-z]{2,5}(?:-[a-z]+)+-\d{1,2}$/;

/** The real client for each region, with the credentials that the SDK finds by itself. */
export interface LambdaClients extends Disposable {
  /** The region that the SDK finds in the environment or in the configuration of a profile. */
  readonly defaultRegion: string | undefined;
  in(region: string): LambdaClient;
}

/** @throws CloudError when there are no credentials */
export async function lambdaClients({ dryRun }: { readonly dryRun: boolean }): Promise<LambdaClients> {
  const finder = new LambdaClient({});
  const defaultRegion = await finder.config.region().catch(() => undefined);
  // The sources of credentials need a region as well.
  const { config } = new LambdaClient({ region: defaultRegion ?? 'us-east-1' });
  await explained(undefined, () => config.credentials());
  const clients = new Map<string, LambdaClient>();
  return {
    defaultRegion,
    in(region) {
      const client = clients.get(region) ?? newClient(region, config.credentials, dryRun);
      clients.set(region, client);
      return client;
    },
    [Symbol.dispose]() {
      for (const client of clients.values()) client.destroy();
    },
  };
}

/**
 * Checks the name of a region; whether there is such a region, AWS says.
 *
 * @throws CloudError for what cannot be one
 */
export function checkedRegion(region: string): string {
  if (REGION.test(region)) return region;
  throw new CloudError(`${region} is not the name of a region, such as eu-central-1`);
}

/** @throws CloudError when neither an option nor the environment names a region */
export function chosenRegion(option: string | undefined, { defaultRegion }: LambdaClients): string {
  const region = option ?? defaultRegion;
  if (region !== undefined) return checkedRegion(region);
  throw new CloudError('which region? --region, AWS_REGION or the configuration of the profile says it');
}

function newClient(region: string, credentials: LambdaClient['config']['credentials'], dryRun: boolean): LambdaClient {
  const client = new LambdaClient({ region, credentials, requestHandler: { connectionTimeout: CONNECT_MS } });
  if (dryRun) makeDryRun(client, region);
  return client;
}
