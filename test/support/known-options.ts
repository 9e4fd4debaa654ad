import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { builtLayer } from './built-layer.ts';

/** Options that the Node.js of the layer knows, as NODE_OPTIONS has them; `--allow-net` came with version 25. */
export function knownToNode(options: readonly string[]): string {
  const isKnown = 'option => process.allowedNodeEnvironmentFlags.has(option.split("=")[0])';
  const question = `${JSON.stringify(options)}.filter(${isKnown}).join(" ")`;
  // As in Lambda, the libraries that Node.js may need are found in the lib of the layer.
  const env = { ...process.env, LD_LIBRARY_PATH: join(builtLayer(), 'lib') };
  return execFileSync(join(builtLayer(), 'bin/node'), ['-p', question], { encoding: 'utf8', env }).trim();
}
