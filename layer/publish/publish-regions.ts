import { faultLine } from '../cloud/fault-line.ts';
import type { LambdaClients } from '../cloud/lambda-clients.ts';
import { inParallel } from '../in-parallel.ts';
import { type LayerAudience, permitLayer } from './layer-permissions.ts';
import { type LayerNaming, type PublishedVersion, publishLayer } from './publish-layer.ts';
import type { Publishable } from './publishable.ts';

// Each holds an archive in memory, as bytes and as the text of a request.
const REGIONS_AT_ONCE = 3;

/** What became of one region; `fault` says in one line why the rest of it was left out. */
export interface RegionOutcome {
  readonly region: string;
  readonly fault?: string;
}

/** How layers are published, wherever. */
export interface Publication extends LayerNaming {
  readonly audience: LayerAudience;
  readonly onSending: (region: string, name: string, archive: Publishable) => void;
  /** Told of each layer as soon as it is where it should be, before anybody else may use it. */
  readonly onPublished: (region: string, archive: Publishable, layer: PublishedVersion) => void;
}

/** Publishes archives in regions. A region that fails keeps no other one from going on. */
export function publishInRegions(
  clients: LambdaClients,
  regions: readonly string[],
  archives: readonly Publishable[],
  publication: Publication,
): Promise<RegionOutcome[]> {
  return inParallel(REGIONS_AT_ONCE, regions, async (region) => {
    try {
      const client = clients.in(region);
      for (const archive of archives) {
        const onSending = (name: string): void => publication.onSending(region, name, archive);
        const layer = await publishLayer(client, archive, publication, onSending);
        publication.onPublished(region, archive, layer);
        await permitLayer(client, layer, publication.audience);
      }
      return { region };
    } catch (error) {
      const fault = faultLine(error);
      if (fault === undefined) throw error;
      return { region, fault };
    }
  });
}
