import type { Concurrency } from '../concurrency/concurrency.ts';
import { ConcurrencySettings } from '../concurrency/concurrency-settings.ts';
import type { CodeStore } from '../deployment/code-store.ts';
import type { FunctionRegistry } from '../functions/function-registry.ts';
import type { Route } from '../http/route.ts';
import type { StateDatabase } from '../state/state-database.ts';
import { getAccountSettings } from './concurrency/account-settings.ts';
import { provisionedConcurrencyOperations } from './concurrency/provisioned-concurrency.ts';
import { reservedConcurrencyOperations } from './concurrency/reserved-concurrency.ts';
import { Deployment } from './deployment.ts';
import { codeRoute } from './functions/code-download.ts';
import { createFunction } from './functions/create-function.ts';
import { deleteFunction } from './functions/delete-function.ts';
import { DeployedFunctions } from './functions/deployed-functions.ts';
import { getFunction, getFunctionConfiguration } from './functions/get-function.ts';
import { listFunctions } from './functions/list-functions.ts';
import { updateFunctionCode } from './functions/update-function-code.ts';
import { updateFunctionConfiguration } from './functions/update-function-configuration.ts';
import { layerOperations } from './layers/layer-operations.ts';
import { LayerVersions } from './layers/layer-versions.ts';
import { type Operation, operationRoute } from './operation.ts';
import { permissionOperations } from './policies/permission-operations.ts';
import { PolicyStore } from './policies/policy-store.ts';
import { tagOperations } from './tags/tag-operations.ts';
import { TagStore } from './tags/tag-store.ts';
import { aliasOperations } from './versions/alias-operations.ts';
import { listVersionsByFunction } from './versions/list-versions.ts';
import { publishVersionOperation } from './versions/publish-version.ts';

/** What the control plane needs of the rest of the service. */
export interface ControlPlaneSetting {
  readonly database: StateDatabase;
  readonly code: CodeStore;
  readonly registry: FunctionRegistry;
  /** The registry has changed. */
  readonly onChange: () => void;
}

/** Everything that was deployed to this service, offered again by the registry. */
export async function openDeployment(setting: ControlPlaneSetting): Promise<Deployment> {
  const { database, code } = setting;
  const layers = new LayerVersions(database);
  const functions = new DeployedFunctions({
    ...setting,
    codeFolder: (sha256) => code.folder(sha256),
    layerFolder: (arn) => code.folder(layers.codeOf(arn)),
  });
  const [policies, tags] = [new PolicyStore(database), new TagStore(database)];
  const concurrency = new ConcurrencySettings(database);
  const deployment = new Deployment({ database, code, functions, layers, policies, tags, concurrency });
  await code.keepOnly([...functions.all().map(({ CodeSha256 }) => CodeSha256), ...layers.codeInUse()]);
  functions.open();
  return deployment;
}

/** Lambda's operations on functions, versions, aliases, layers and tags. */
export function deploymentOperations(deployment: Deployment): readonly Operation[] {
  return [
    createFunction(deployment),
    getFunction(deployment),
    getFunctionConfiguration(deployment),
    listFunctions(deployment),
    updateFunctionCode(deployment),
    updateFunctionConfiguration(deployment),
    deleteFunction(deployment),
    publishVersionOperation(deployment),
    listVersionsByFunction(deployment),
    ...aliasOperations(deployment),
    ...layerOperations(deployment),
    ...permissionOperations(deployment),
    ...tagOperations(deployment),
  ];
}

/** Lambda's operations on what is set aside for functions. */
export function concurrencyOperations(deployment: Deployment, concurrency: Concurrency): readonly Operation[] {
  return [
    ...reservedConcurrencyOperations(deployment, concurrency),
    ...provisionedConcurrencyOperations(deployment, concurrency),
    getAccountSettings(deployment, concurrency),
  ];
}

/** What answers operations, and hands out code. */
export function controlPlaneRoutes(deployment: Deployment, operations: readonly Operation[]): readonly Route[] {
  return [...operations.map(operationRoute), codeRoute(deployment)];
}
