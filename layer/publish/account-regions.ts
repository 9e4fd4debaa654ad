import { printCall } from '../cloud/dry-run.ts';
import { explained } from '../cloud/fault-line.ts';

// AWS Account Management answers for all regions of a partition from one.
const HOME = 'us-east-1';
// ListRegions, AWS Account Management, version 2021-02-01: not those that are being enabled or disabled.
const USABLE = { RegionOptStatusContains: ['ENABLED', 'ENABLED_BY_DEFAULT'] } as const;

/**
 * The regions that the account has enabled, by name.
 *
 * @param nearby a region of the same partition, when one is known
 * @throws CloudError when AWS does not tell
 */
export async function accountRegions(nearby: string | undefined, dryRun: boolean): Promise<readonly string[]> {
  const { AccountClient, paginateListRegions } = await import('@aws-sdk/client-account');
  const client = new AccountClient({ region: nearby ?? HOME });
  const names: string[] = [];
  const parameters = { RegionOptStatusContains: [...USABLE.RegionOptStatusContains] };
  if (dryRun) printCall(nearby ?? HOME, 'ListRegions', parameters);
  await explained('--region all', async () => {
    for await (const { Regions = [] } of paginateListRegions({ client }, parameters)) {
      names.push(...Regions.flatMap(({ RegionName }) => RegionName ?? []));
    }
  });
  client.destroy();
  return names.sort();
}
