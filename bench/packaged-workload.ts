import { cp } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Absence } from '../layer/absence.ts';
import { BuildError } from '../layer/build-error.ts';
import { readBuildPlan } from '../layer/build-plan.ts';
import { buildSdkLayer } from '../layer/sdk/build-sdk-layer.ts';
import { fetchPackages } from '../layer/sdk/fetch-packages.ts';
import { COMPANIONS, FIRST_CALLS } from '../layer/sdk/first-calls.ts';
import { lockOf, pinnedSdk } from '../layer/sdk/sdk-lock.ts';
import { readSdkPlan, withImageOf } from '../layer/sdk/sdk-plan.ts';
import { WORKLOADS_FOLDER } from './bundle-workload.ts';
import { cachedFolder, fillOnce } from './workload-cache.ts';

const CACHE = fileURLToPath(new URL('cache', import.meta.url));
const HANDLER_FILE = 'index.mjs';
const PACKAGES = ['@aws-sdk/client-dynamodb', '@aws-sdk/lib-dynamodb'];

/**
 * A workload as it is, with the packages of the AWS SDK beside it that the layer of the SDK has.
 *
 * @param name its folder among the sources
 * @returns the task root, or why there is none
 */
export function packagedWorkload(name: string): Promise<string | Absence> {
  return orAbsence(async () => {
    const lock = lockOf(pinnedSdk(), PACKAGES);
    const fetched = await fetchPackages(lock, readSdkPlan({}).cacheFolder);
    return await copied(name, 'packaged', lock, (folder) => cp(fetched, folder, { recursive: true }));
  });
}

/** The same without packages. */
export function bareWorkload(name: string): Promise<string> {
  return copied(name, 'unpackaged', {}, async () => {});
}

/**
 * Builds a layer of the SDK that has the packages of its image, and so the same image as one with all packages.
 *
 * @returns its folder, or why there is none
 */
export function sdkLayer(): Promise<string | Absence> {
  const sdk = [...Object.keys(FIRST_CALLS), ...Object.keys(COMPANIONS)].join(',');
  return orAbsence(async () => {
    const built = await buildSdkLayer(withImageOf(readSdkPlan({ sdk, out: CACHE }), readBuildPlan([])));
    return 'reason' in built ? built : built.folder;
  });
}

async function copied(
  name: string,
  kind: string,
  facts: unknown,
  fill: (folder: string) => Promise<void>,
): Promise<string> {
  const file = join(WORKLOADS_FOLDER, name, HANDLER_FILE);
  const place = { cache: join(CACHE, 'workloads'), name: `${name}-${kind}` };
  const folder = cachedFolder(place, { facts, files: [file] });
  await fillOnce(place, folder, async (filled) => {
    await fill(filled);
    await cp(file, join(filled, HANDLER_FILE));
  });
  return folder;
}

async function orAbsence(make: () => Promise<string | Absence>): Promise<string | Absence> {
  try {
    return await make();
  } catch (error) {
    if (!(error instanceof BuildError)) throw error;
    return { reason: error.message };
  }
}
