import {
  CreateFunctionCommand,
  type FunctionConfiguration,
  GetFunctionCommand,
  type LambdaClient,
  ResourceNotFoundException,
  UpdateFunctionCodeCommand,
  UpdateFunctionConfigurationCommand,
} from '@aws-sdk/client-lambda';
import { type Architecture, hostArchitecture } from '../build-plan.ts';
import { CloudError } from '../cloud/cloud-error.ts';
import { configurationChanges, wishedConfiguration } from './configuration-changes.ts';
import type { DeployOptions } from './deploy-options.ts';
import type { FunctionArchive } from './function-archive.ts';
import { functionLayer, layersWith } from './function-layer.ts';
import { functionReady } from './function-ready.ts';

/** What a deployment has done. */
export interface Deployment {
  readonly arn: string;
  readonly state: 'created' | 'updated' | 'unchanged';
  /** What was changed in an existing function: `Code`, and names of its configuration. */
  readonly changes: readonly string[];
}

/** What is deployed, in a region that is known. */
export type DeploySetting = DeployOptions & { readonly region: string };

/**
 * Creates a function or brings it up to date, and waits until Lambda has it ready.
 *
 * @throws CloudError when it cannot be what is wished
 */
export async function deployFunction(
  client: LambdaClient,
  archive: FunctionArchive,
  setting: DeploySetting,
): Promise<Deployment> {
  const found = await findFunction(client, setting.wish.name);
  const architecture = fittingArchitecture(found, setting);
  const present = found?.Layers;
  const layer = functionLayer(setting.layer, { region: setting.region, architecture, present });
  const layers = layersWith(layer, present);
  if (found === undefined) return createFunction(client, archive, setting, architecture, layers);
  return updateFunction(client, archive, setting, found, layers);
}

async function findFunction(client: LambdaClient, FunctionName: string): Promise<FunctionConfiguration | undefined> {
  const none = (error: unknown): { Configuration?: FunctionConfiguration } => {
    if (error instanceof ResourceNotFoundException) return {};
    throw error;
  };
  const { Configuration } = await client.send(new GetFunctionCommand({ FunctionName })).catch(none);
  return Configuration;
}

function fittingArchitecture(found: FunctionConfiguration | undefined, { wish }: DeploySetting): Architecture {
  if (found === undefined) return wish.architecture ?? hostArchitecture();
  if (found.PackageType === 'Image')
    throw new CloudError(`${wish.name} is a container image: --name deploys beside it`);
  const architecture = found.Architectures?.[0] ?? 'x86_64';
  const wished = wish.architecture ?? architecture;
  if (wished === architecture) return architecture;
  throw new CloudError(
    `${wish.name} is there for ${architecture}, not ${wished}: --arch ${architecture}, or another --name`,
  );
}

async function createFunction(
  client: LambdaClient,
  { zip }: FunctionArchive,
  { wish, dryRun }: DeploySetting,
  architecture: Architecture,
  layers: string[],
): Promise<Deployment> {
  const { name, role } = wish;
  if (role === undefined)
    throw new CloudError(`${name} is not there yet, and a new function needs its role: --role ARN`);
  const { FunctionArn = name } = await client.send(
    new CreateFunctionCommand({
      FunctionName: name,
      Handler: 'index.handler',
      Architectures: [architecture],
      ...wishedConfiguration(wish, layers),
      Role: role,
      Code: { ZipFile: zip },
    }),
  );
  if (!dryRun) await functionReady(client, name, 'active');
  return { arn: FunctionArn, state: 'created', changes: [] };
}

async function updateFunction(
  client: LambdaClient,
  { zip, codeSha256 }: FunctionArchive,
  { wish, dryRun }: DeploySetting,
  found: FunctionConfiguration,
  layers: string[],
): Promise<Deployment> {
  const FunctionName = wish.name;
  const changes = configurationChanges(wishedConfiguration(wish, layers), found);
  const codeChanges = found.CodeSha256 !== codeSha256;
  const names = [...(codeChanges ? ['Code'] : []), ...Object.keys(changes)];
  const ready = async (): Promise<void> => (dryRun ? undefined : functionReady(client, FunctionName, 'updated'));
  if (names.length > 0 && !dryRun) await othersDone(client, FunctionName, found);
  if (codeChanges) {
    await client.send(new UpdateFunctionCodeCommand({ FunctionName, ZipFile: zip }));
    await ready();
  }
  if (Object.keys(changes).length > 0) {
    await client.send(new UpdateFunctionConfigurationCommand({ FunctionName, ...changes }));
    await ready();
  }
  const arn = found.FunctionArn ?? FunctionName;
  return { arn, state: names.length === 0 ? 'unchanged' : 'updated', changes: names };
}

/** Lambda refuses a change while it is busy with another one. How that one ends does not matter to the next. */
async function othersDone(
  client: LambdaClient,
  name: string,
  { State, LastUpdateStatus }: FunctionConfiguration,
): Promise<void> {
  if (State === 'Pending') await functionReady(client, name, 'active').catch(() => undefined);
  else if (LastUpdateStatus === 'InProgress') await functionReady(client, name, 'updated').catch(() => undefined);
}
