import { createRequire } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { installAwslambdaGlobal } from '../../../runtime/init/awslambda-global.ts';
import type { Finding } from '../findings.ts';
import { FindingLog } from '../loading/finding-log.ts';
import { raiseGuards, removeGuards } from '../loading/guard.ts';
import { watchRandomness } from '../loading/randomness.ts';
import { watchVariables } from '../loading/variables.ts';
import type { ImagePlan } from '../plan.ts';
import type { VariableRead } from '../report.ts';
import { makeFirstCalls } from './first-calls.ts';

/** What loading packages has shown. */
export interface PreloadedPackages {
  readonly findings: readonly Finding[];
  readonly variables: readonly VariableRead[];
}

/**
 * Loads the packages of the plan, for functions that ask for them by name, and makes the calls that it has of them. What
 * loading does is watched as with a function; what the calls read of the variables is theirs alone.
 *
 * @param ownFile the script that runs
 */
export async function preloadPackages(
  { preload, rules, rounds }: ImagePlan,
  ownFile: string,
): Promise<PreloadedPackages> {
  if (preload === undefined) return { findings: [], variables: [] };
  // As in a start without an image, where the runtime is there before them: they keep what they find of it.
  installAwslambdaGlobal();
  const log = new FindingLog(ownFile, []);
  watchRandomness(log);
  const variables = watchVariables(rules, log);
  raiseGuards();
  const loaded = new Map<string, object>();
  try {
    for (const { name } of preload.packages) loaded.set(name, await load(preload.folder, name));
  } finally {
    variables.release();
    removeGuards();
  }
  for (let round = 0; round < rounds; round += 1) await makeFirstCalls(preload.packages, loaded);
  return { findings: log.findings, variables: variables.read() };
}

/** By `require` and by `import`, which have what is loaded in places of their own. */
async function load(folder: string, name: string): Promise<object> {
  // From the packages' own folder: what a function finds from its folder is not known yet.
  const require = createRequire(join(folder, 'noop.js'));
  const exports = require(name) as object;
  await import(pathToFileURL(require.resolve(name)).href);
  return exports;
}
