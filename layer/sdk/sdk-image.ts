import type { Absence } from '../absence.ts';
import type { Artifact } from '../artifact-tree.ts';
import { textRecord } from '../boot-file/boot-file.ts';
import { buildLayer } from '../build-layer.ts';
import { type BuildPlan, majorVersion } from '../build-plan.ts';
import { runtimeBuild } from '../bundle.ts';
import { layerImage } from '../process-image/layer-image.ts';
import { COMPANIONS, FIRST_CALLS, type FirstCalls } from './first-calls.ts';
import { MOST_USED_CLIENTS } from './most-used-clients.ts';

/** Where the image lies, relative to `/opt`; `bootstrap/launcher/image/image.c` looks there. */
export const SDK_IMAGE_PATH = 'snapboot/sdk-image';

/**
 * The image of a layer of the SDK: that of the runtime's layer, in which the clients that are used most are loaded and have
 * made calls.
 *
 * @param plan the runtime's layer
 * @param packages all files of the layer of the SDK
 * @param names of the packages that were asked for
 * @returns its path, or why it cannot be taken on this machine
 * @throws BuildError when it can be, and is not what it has to be
 */
export async function sdkImage(
  plan: BuildPlan,
  packages: readonly Artifact[],
  names: readonly string[],
): Promise<string | Absence> {
  const preloaded = preloadedPackages(names);
  if (preloaded.length === 0) return { reason: 'it has none of the packages that are used most' };
  const runtime = await buildLayer(plan);
  const folder = `/opt/nodejs/node${majorVersion(plan.nodeVersion)}/node_modules`;
  return await layerImage(plan, runtime.artifacts, {
    path: SDK_IMAGE_PATH,
    others: packages,
    settings: { preload: { folder, packages: preloaded } },
    handler: callingFunction(preloaded),
    conditions: [
      textRecord('RUNTIME_BUILD', await runtimeBuild(plan.entry)),
      // Clients have found out what keeps an invocation's context, which is another thing where several run at once.
      textRecord('VARIABLE_NOT_SET', 'AWS_LAMBDA_MAX_CONCURRENCY'),
    ],
  });
}

/** A function that makes a call, with an endpoint of its own. */
function callingFunction(packages: ReturnType<typeof preloadedPackages>): string {
  const { name, client, calls = [] } = packages.find((one) => one.calls !== undefined) ?? {};
  const [{ command, input, answer = '{}' } = { command: '', input: {} }] = calls;
  return `const { ${client}: Client, ${command}: Command } = require('${name}');
  const answer = ${JSON.stringify(answer)};
  const credentials = { accessKeyId: 'any', secretAccessKey: 'any' };
  exports.handler = async () => {
    const server = require('node:http').createServer((request, response) => request.resume().once('end', () => response.end(answer)));
    await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
    const client = new Client({ endpoint: 'http://127.0.0.1:' + server.address().port, region: 'us-east-1', credentials });
    await client.send(new Command(${JSON.stringify(input)}));
    client.destroy();
    server.closeAllConnections();
    server.close();
  };`;
}

/** Those that are loaded, most used first, and their calls. */
function preloadedPackages(names: readonly string[]): readonly ({ readonly name: string } & Partial<FirstCalls>)[] {
  const clients = MOST_USED_CLIENTS.map(([name]) => name).filter((name) => name in FIRST_CALLS);
  const companions = Object.keys(COMPANIONS);
  return [...clients, ...companions]
    .filter((name) => names.includes(name))
    .map((name) => ({ name, ...FIRST_CALLS[name] }));
}
