import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { majorVersion } from '../build-plan.ts';
import { CloudError } from '../cloud/cloud-error.ts';
import { type FunctionManifest, MANIFEST_FILE } from '../function/function-manifest.ts';
import { sha256 } from '../layer-manifest.ts';
import type { DeployOptions } from './deploy-options.ts';
import { readable } from './function-files.ts';

interface BuiltFunctionFile {
  readonly functions?: readonly { readonly handler?: string }[];
  readonly built?: FunctionManifest;
}

/**
 * Fits the deployment of a built function to what it was built for: handler, architecture, line of Node.js. One that
 * was not built stays as the user has asked for it.
 *
 * @throws CloudError when the user wants something else, or a file is not as it was built
 */
export async function fittedToBuild(options: DeployOptions): Promise<DeployOptions> {
  const { folder, wish, layer } = options;
  const { functions, built } = await readBuiltFile(folder);
  if (built === undefined) return options;
  await checkFiles(folder, built);
  const { architecture, node } = built;
  if (wish.architecture !== undefined && wish.architecture !== architecture) {
    throw new CloudError(`--arch ${wish.architecture}: the function was built for ${architecture}`);
  }
  const handler = wish.handler ?? functions?.[0]?.handler;
  return {
    ...options,
    wish: { ...wish, architecture, ...(handler !== undefined && { handler }) },
    layer: layer.kind === 'file' ? { ...layer, nodeMajor: fittingMajor(layer.nodeMajor, node) } : layer,
  };
}

async function readBuiltFile(folder: string): Promise<BuiltFunctionFile> {
  const file = join(folder, MANIFEST_FILE);
  if (!existsSync(file)) return {};
  const text = await readable(MANIFEST_FILE, readFile(file, 'utf8'));
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new CloudError(`${file}: this is no JSON: ${(cause as Error).message}`, { cause });
  }
}

async function checkFiles(folder: string, { files }: FunctionManifest): Promise<void> {
  for (const { path, sha256: hash } of files) {
    const content = await readable(path, readFile(join(folder, path)));
    if (sha256(content) !== hash) {
      throw new CloudError(`${join(folder, path)} is not as it was built: snapboot function build makes it anew`);
    }
  }
}

function fittingMajor(wanted: number | undefined, node: string): number {
  const built = Number(majorVersion(node));
  if (wanted === undefined || wanted === built) return built;
  throw new CloudError(`--node ${wanted}: the function was built for Node.js ${built}`);
}
