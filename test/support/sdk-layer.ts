import { BuildError } from '../../layer/build-error.ts';
import type { BuildPlan } from '../../layer/build-plan.ts';
import { buildSdkArchive, type SdkArchive } from '../../layer/sdk/sdk-archive.ts';
import { readSdkPlan, type SdkPlan, withImageOf } from '../../layer/sdk/sdk-plan.ts';
import type { TemporaryFolder } from './temporary-folder.ts';

/** A layer of the SDK, or why its packages are not to be had here. */
export type SmallSdk = (SdkPlan & { readonly archive: SdkArchive }) | { readonly notice: string };

// With what they need they are some thirty packages, instead of four hundred.
const SMALL_SDK = '@aws-sdk/client-dynamodb,@aws-sdk/lib-dynamodb';

/**
 * Builds a layer of the SDK with two packages in a folder of a test.
 *
 * @param node the line of Node.js, such as `24`
 * @param runtime the layer whose Node.js it has an image of
 */
export async function smallSdkLayer(folder: TemporaryFolder, node: string, runtime?: BuildPlan): Promise<SmallSdk> {
  const plain = readSdkPlan({ sdk: SMALL_SDK, node, out: folder.path });
  const plan = runtime === undefined ? plain : withImageOf(plain, runtime);
  try {
    const archive = await buildSdkArchive(plan);
    return 'reason' in archive ? { notice: archive.reason } : { ...plan, archive };
  } catch (error) {
    if (error instanceof BuildError && error.message.includes('cannot be fetched')) return { notice: error.message };
    throw error;
  }
}
