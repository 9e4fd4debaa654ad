import {
  CreateFunctionCommand,
  type FunctionConfiguration,
  GetFunctionCommand,
  InvalidParameterValueException,
  type LambdaClient,
  ResourceConflictException,
  ResourceNotFoundException,
  UpdateFunctionCodeCommand,
  UpdateFunctionConfigurationCommand,
} from '@aws-sdk/client-lambda';
import { type Architecture, hostArchitecture } from '../build-plan.ts';
import { CloudError } from '../cloud/cloud-error.ts';
import { faultLine } from '../cloud/fault-line.ts';
import { configurationChanges, wishedConfiguration } from './configuration-changes.ts';
import type { DeployOptions } from './deploy-options.ts';
import type { FunctionArchive } from './function-archive.ts';
import { type CodeSetting, withCode } from './function-code.ts';
import { checkPresentSdk, functionLayer, type LayerNeed, layersWith, sdkLayer } from './function-layer.ts';
import { functionReady } from './function-ready.ts';
import { type Patience, patientCall } from './patient-call.ts';

/** What a deployment has done. */
export interface Deployment {
  readonly arn: string;
  readonly state: 'created' | 'updated' | 'unchanged';
  /** What was changed in an existing function: `Code`, and names of its configuration. */
  readonly changes: readonly string[];
}

/** What is deployed, in a region that is known. */
export type DeploySetting = DeployOptions &
  Pick<CodeSetting, 'objectStore' | 'say'> & {
    readonly region: string;
    /** See Patience. */
    readonly delaysMs?: readonly number[];
  };

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
  const layers = layersOf(setting, layer, { architecture, present });
  if (found === undefined) return createFunction(client, archive, setting, architecture, layers);
  return updateFunction(client, archive, setting, found, layers);
}

/** That of the SDK before a runtime that is new too, since files of the last one win. */
function layersOf(
  setting: DeploySetting,
  layer: string,
  { architecture, present }: Pick<LayerNeed, 'architecture' | 'present'>,
): string[] {
  const { sdkFile, region } = setting;
  if (sdkFile === undefined) {
    checkPresentSdk(layer, present);
    return layersWith(layer, present);
  }
  const withSdk = layersWith(sdkLayer(sdkFile, layer, { region, architecture }), present);
  return layersWith(
    layer,
    withSdk.map((Arn) => ({ Arn })),
  );
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
  archive: FunctionArchive,
  setting: DeploySetting,
  architecture: Architecture,
  layers: string[],
): Promise<Deployment> {
  const { wish, dryRun } = setting;
  const { name, role } = wish;
  if (role === undefined)
    throw new CloudError(`${name} is not there yet, and a new function needs its role: --role ARN`);
  const FunctionArn = await withCode(archive, { ...setting, name }, async (Code) => {
    const command = new CreateFunctionCommand({
      FunctionName: name,
      Handler: 'index.handler',
      Architectures: [architecture],
      ...wishedConfiguration(wish, layers),
      Role: role,
      Code,
    });
    const created = await patientCall(() => client.send(command), patience(setting, isUnknownRole));
    if (!dryRun) await functionReady(client, name, 'active');
    return created.FunctionArn ?? name;
  });
  return { arn: FunctionArn, state: 'created', changes: [] };
}

async function updateFunction(
  client: LambdaClient,
  archive: FunctionArchive,
  setting: DeploySetting,
  found: FunctionConfiguration,
  layers: string[],
): Promise<Deployment> {
  const { wish, dryRun } = setting;
  const FunctionName = wish.name;
  const changes = configurationChanges(wishedConfiguration(wish, layers), found);
  const codeChanges = found.CodeSha256 !== archive.codeSha256;
  const names = [...(codeChanges ? ['Code'] : []), ...Object.keys(changes)];
  const change = async (call: () => Promise<unknown>): Promise<void> => {
    await patientCall(
      call,
      patience(setting, (error) => isBusy(error) || isUnknownRole(error)),
    );
    if (!dryRun) await functionReady(client, FunctionName, 'updated');
  };
  if (names.length > 0 && !dryRun) await othersDone(client, FunctionName, found);
  if (codeChanges) {
    await withCode(archive, { ...setting, name: FunctionName }, (code) =>
      change(() => client.send(new UpdateFunctionCodeCommand({ FunctionName, ...code }))),
    );
  }
  if (Object.keys(changes).length > 0)
    await change(() => client.send(new UpdateFunctionConfigurationCommand({ FunctionName, ...changes })));
  const arn = found.FunctionArn ?? FunctionName;
  return { arn, state: names.length === 0 ? 'unchanged' : 'updated', changes: names };
}

function patience({ wish, say, delaysMs }: DeploySetting, passes: Patience['passes']): Patience {
  const onWait = (error: unknown, seconds: number): void =>
    say(`${wish.name}: trying again for up to ${seconds} s: ${faultLine(error)}`);
  return { passes, onWait, delaysMs };
}

/** Somebody else has begun a change since it was asked. */
function isBusy(error: unknown): boolean {
  return error instanceof ResourceConflictException;
}

/** A role is known everywhere some seconds after it was made. Lambda says so in words alone, as for one that is wrong. */
function isUnknownRole(error: unknown): boolean {
  return error instanceof InvalidParameterValueException && error.message.includes('cannot be assumed by Lambda');
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
