import { BuildError } from './build-error.ts';
import { type BuildPlan, majorVersion } from './build-plan.ts';

/** The versions that a Node.js binary names in `process.versions`. */
export interface NodeVersions {
  readonly node: string;
  readonly v8: string;
}

/**
 * Finds the versions in the bytes of a Node.js binary: one for another architecture cannot be asked. They stand there
 * as strings of C, between zero bytes; no other part of Node.js has a version that begins with its major one.
 *
 * @throws BuildError when they are not there
 */
export function nodeVersionsIn(binary: Buffer, { nodeVersion, nodeBinary }: BuildPlan): NodeVersions {
  const text = binary.toString('latin1');
  const major = majorVersion(nodeVersion);
  const node = new RegExp(`\\0(${major}\\.\\d+\\.\\d+)\\0`).exec(text)?.[1];
  const v8 = /\0(\d+\.\d+\.\d+\.\d+-node\.\d+)\0/.exec(text)?.[1];
  if (node !== undefined && v8 !== undefined) return { node, v8 };
  const name = nodeBinary === undefined ? 'bin/node' : `--node-binary ${nodeBinary}`;
  throw new BuildError(`${name}: the versions of a Node.js ${major} are not in it`);
}
