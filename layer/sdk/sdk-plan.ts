import { join, resolve } from 'node:path';
import { LAYER_FOLDER, readMajor } from '../build-plan.ts';
import { DEFAULT_SDK_CHOICE, readSdkChoice, type SdkChoice } from './sdk-choice.ts';

/** Everything that a build of the SDK's layer needs to know; paths are absolute. */
export interface SdkPlan {
  readonly choice: SdkChoice;
  /** Such as `24`: the line of Node.js whose functions find the packages. */
  readonly nodeMajor: number;
  /** Fetched packages are kept here between builds. */
  readonly cacheFolder: string;
  /** Holds exactly what the layer brings to `/opt`. */
  readonly outputFolder: string;
  /** The zip lands here. */
  readonly archiveFolder: string;
  /** What the user has given as --out, for errors. */
  readonly outOption?: string;
}

/**
 * The plan of the SDK's layer, from the values of options.
 *
 * @throws BuildError for a value that cannot be built
 */
export function readSdkPlan(values: { readonly sdk?: string; readonly node?: string; readonly out?: string }): SdkPlan {
  const nodeMajor = readMajor(values.node);
  const folder = values.out === undefined ? LAYER_FOLDER : resolve(values.out);
  return {
    choice: readSdkChoice(values.sdk ?? DEFAULT_SDK_CHOICE),
    nodeMajor,
    cacheFolder: join(LAYER_FOLDER, 'cache'),
    outputFolder: join(folder, 'build', `sdk-node${nodeMajor}`),
    archiveFolder: join(folder, 'dist'),
    ...(values.out !== undefined && { outOption: values.out }),
  };
}
