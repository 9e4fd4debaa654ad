import { readdir, stat } from 'node:fs/promises';
import { dirname, join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Plugin } from 'esbuild';
import { type Artifact, writeArtifactTree } from '../../layer/artifact-tree.ts';
import { bundleRuntime } from '../../layer/bundle.ts';
import type { Ground, PreparedContender } from '../contenders/contender.ts';
import { TRANSPORTS, type Transport } from './transports.ts';

const ENTRY = fileURLToPath(new URL('../../bootstrap/cold-boot.ts', import.meta.url));
const CACHE = fileURLToPath(new URL('../cache/transports', import.meta.url));
// Where the layer holds the bundle.
const RUNTIME_PATH = 'snapboot/runtime.cjs';

/** Makes a copy of the layer whose runtime talks over another transport, and nothing else differs. */
export async function buildTransport(
  name: string,
  { bootstrap, nodeVersion }: Ground,
  cache: string = CACHE,
): Promise<PreparedContender> {
  const transport = TRANSPORTS.find((each) => each.name === name);
  if (transport === undefined) throw new RangeError(`there is no transport ${name}`);
  const folder = join(cache, name);
  const runtime = await bundleRuntime(ENTRY, [exchange(transport)]);
  await writeArtifactTree(folder, await layerWith(runtime, dirname(bootstrap)));
  return { command: [join(folder, 'bootstrap')], files: [folder], version: nodeVersion, echoes: false };
}

function exchange({ name, replaced, replacement }: Transport): Plugin {
  return {
    name,
    setup(build) {
      let found = false;
      build.onResolve({ filter: /^\.\.?\// }, ({ resolveDir, path }) => {
        if (resolve(resolveDir, path) !== replaced) return undefined;
        found = true;
        return { path: replacement };
      });
      build.onEnd(() => (found ? {} : { errors: [{ text: `${name}: nothing imports ${replaced}` }] }));
    },
  };
}

/** The files of a built layer, with another runtime. */
async function layerWith(runtime: string, layer: string): Promise<Artifact[]> {
  const entries = await readdir(layer, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile()).map(({ parentPath, name }) => join(parentPath, name));
  return Promise.all(
    files.map(async (file) => {
      const path = relative(layer, file);
      const mode = (await stat(file)).mode & 0o777;
      return { path, mode, content: path === RUNTIME_PATH ? { data: runtime } : { file } };
    }),
  );
}
