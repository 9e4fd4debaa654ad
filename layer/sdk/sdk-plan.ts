import { dirname, join, resolve } from 'node:path';
import { type BuildPlan, LAYER_FOLDER, readMajor } from '../build-plan.ts';
import { DEFAULT_SDK_CHOICE, readSdkChoice, type SdkChoice } from './sdk-choice.ts';

/** Everything that a build of the SDK's layer needs to know; paths are absolute. */
export interface SdkPlan {
  readonly choice: SdkChoice;
  /** Such as `24`: the line of Node.js whose functions find the packages. */
  readonly nodeMajor: number;
  /** The runtime's layer, where this one has an image: of a process of its Node.js. */
  readonly runtime?: BuildPlan;
  /** Such as `sdk-node24`, or `sdk-x86_64-node24` with an image. */
  readonly name: string;
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
  const name = `sdk-node${nodeMajor}`;
  return {
    choice: readSdkChoice(values.sdk ?? DEFAULT_SDK_CHOICE),
    nodeMajor,
    name,
    cacheFolder: join(LAYER_FOLDER, 'cache'),
    outputFolder: join(folder, 'build', name),
    archiveFolder: join(folder, 'dist'),
    ...(values.out !== undefined && { outOption: values.out }),
  };
}

/** The plan of the same layer with an image, which is for the architecture and the Node.js of that runtime. */
export function withImageOf(plan: SdkPlan, runtime: BuildPlan): SdkPlan {
  const name = `sdk-${runtime.architecture}-node${plan.nodeMajor}`;
  return { ...plan, runtime, name, outputFolder: join(dirname(plan.outputFolder), name) };
}
