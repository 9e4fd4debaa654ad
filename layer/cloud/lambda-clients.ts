import { LambdaClient } from '@aws-sdk/client-lambda';
import { CloudError } from './cloud-error.ts';
import { makeDryRun } from './dry-run.ts';
import { explained } from './fault-line.ts';

/** Without it a region that drops packets would hold everything up for minutes. */
export const REQUEST_HANDLER: { readonly connectionTimeout: number } = { connectionTimeout: 10_000 };
// Also `us-gov-west-1` and `eusc-de-east-1`.
const REGION = /^[a-z]{2,5}(?:-[a-z]+)+-\d{1,2}$/;

/** What clients of all services have in common. */
export interface ClientSetting {
  /** Those that the SDK finds by itself. */
  readonly credentials: LambdaClient['config']['credentials'];
  /** Whether calls are printed, and only those are made that change nothing. */
  readonly dryRun: boolean;
}

/** The real client for each region. */
export interface LambdaClients extends ClientSetting, Disposable {
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
  const setting = { credentials: config.credentials, dryRun };
  return {
    ...setting,
    defaultRegion,
    in(region) {
      const client = clients.get(region) ?? newClient(region, setting);
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

function newClient(region: string, setting: ClientSetting): LambdaClient {
  const client = new LambdaClient({ region, credentials: setting.credentials, requestHandler: REQUEST_HANDLER });
  if (setting.dryRun) makeDryRun(client, region);
  return client;
}
