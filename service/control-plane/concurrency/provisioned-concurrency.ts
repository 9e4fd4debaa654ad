import type { Concurrency } from '../../concurrency/concurrency.ts';
import type { ProvisionedConfig } from '../../concurrency/concurrency-settings.ts';
import { functionArn } from '../../functions/function-arn.ts';
import { LATEST } from '../../functions/function-config.ts';
import { readFunctionReference } from '../../functions/function-reference.ts';
import { ServiceError } from '../../http/service-error.ts';
import type { Deployment } from '../deployment.ts';
import { lastModified } from '../functions/function-record.ts';
import { refused } from '../functions/function-settings.ts';
import { type MembersOf, readMembers, required, whole } from '../members.ts';
import type { Operation, OperationCall } from '../operation.ts';
import { pageOf } from '../page.ts';

interface PutProvisionedConcurrencyInput {
  readonly ProvisionedConcurrentExecutions?: number;
}

const INPUT: MembersOf<PutProvisionedConcurrencyInput> = { ProvisionedConcurrentExecutions: whole(1, 1_000_000) };
const PATH = '/2019-09-30/functions/{FunctionName}/provisioned-concurrency';

/** PutProvisionedConcurrencyConfig, and those that get, delete and list such configs. */
export function provisionedConcurrencyOperations(
  deployment: Deployment,
  concurrency: Concurrency,
): readonly Operation[] {
  return [
    {
      name: 'PutProvisionedConcurrencyConfig',
      method: 'PUT',
      path: PATH,
      status: 202,
      run: (call) => put(deployment, concurrency, call),
    },
    {
      // ListProvisionedConcurrencyConfigs has the same path, but for its query.
      name: 'GetProvisionedConcurrencyConfig',
      method: 'GET',
      path: PATH,
      status: 200,
      run: (call) =>
        call.query.has('List') ? list(deployment, concurrency, call) : get(deployment, concurrency, call),
    },
    {
      name: 'DeleteProvisionedConcurrencyConfig',
      method: 'DELETE',
      path: PATH,
      status: 204,
      run: (call) => remove(deployment, concurrency, call),
    },
  ];
}

function put(deployment: Deployment, concurrency: Concurrency, call: OperationCall): object {
  const { functionName, qualifier } = placeOf(deployment, call);
  const executions = required(
    readMembers(call.input, INPUT).ProvisionedConcurrentExecutions,
    'provisionedConcurrentExecutions',
  );
  checkRoom(concurrency, functionName, qualifier, executions);
  const config = { functionName, qualifier, executions, lastModified: lastModified(new Date()) };
  concurrency.settings.provision(config);
  concurrency.apply();
  return described(concurrency, config);
}

function get(deployment: Deployment, concurrency: Concurrency, call: OperationCall): object {
  return described(concurrency, find(deployment, concurrency, call));
}

function remove(deployment: Deployment, concurrency: Concurrency, call: OperationCall): undefined {
  const { functionName, qualifier } = placeOf(deployment, call);
  concurrency.settings.unprovision(functionName, qualifier);
  concurrency.apply();
}

function list(deployment: Deployment, concurrency: Concurrency, { parts: [part = ''], query }: OperationCall): object {
  const { name } = readFunctionReference(part);
  deployment.find(name, undefined);
  const { items, ...more } = pageOf(concurrency.settings.allProvisioned(name), ({ qualifier }) => qualifier, query);
  const ProvisionedConcurrencyConfigs = items.map((config) => ({
    FunctionArn: functionArn(name, config.qualifier),
    ...described(concurrency, config),
  }));
  return { ProvisionedConcurrencyConfigs, ...more };
}

function find(deployment: Deployment, concurrency: Concurrency, call: OperationCall): ProvisionedConfig {
  const { functionName, qualifier } = placeOf(deployment, call);
  const config = concurrency.settings.provisioned(functionName, qualifier);
  if (config !== undefined) return config;
  const message = 'No Provisioned Concurrency Config found for this function';
  throw new ServiceError('ProvisionedConcurrencyConfigNotFoundException', message);
}

/** Code that still changes has nothing that could be kept ready. */
function placeOf(
  deployment: Deployment,
  { parts: [part = ''], query }: OperationCall,
): Pick<ProvisionedConfig, 'functionName' | 'qualifier'> {
  const { name, qualifier } = readFunctionReference(part, query.get('Qualifier') ?? undefined);
  const { Version } = deployment.find(name, required(qualifier, 'qualifier'));
  if (Version === LATEST) {
    throw refused('Provisioned Concurrency Configs cannot be applied to unpublished function versions.');
  }
  return { functionName: name, qualifier: required(qualifier, 'qualifier') };
}

function checkRoom({ settings, limits }: Concurrency, name: string, qualifier: string, executions: number): void {
  const others = settings.allProvisioned(name).filter((config) => config.qualifier !== qualifier);
  const wanted = others.reduce((sum, config) => sum + config.executions, executions);
  const reserved = settings.reserved(name);
  if (reserved !== undefined && wanted > reserved) {
    throw refused(
      'Requested Provisioned Concurrency should not be greater than the reservedConcurrentExecution for function',
    );
  }
  if (reserved === undefined && wanted > limits.unreserved) {
    const room = `UnreservedConcurrentExecution [${limits.unreserved}]`;
    throw refused(`Specified ConcurrentExecutions for function is greater than account's ${room}.`);
  }
}

function described(concurrency: Concurrency, config: ProvisionedConfig): object {
  const { ready, fault } = concurrency.state(config);
  const available = Math.min(ready, config.executions);
  return {
    RequestedProvisionedConcurrentExecutions: config.executions,
    AvailableProvisionedConcurrentExecutions: available,
    AllocatedProvisionedConcurrentExecutions: available,
    Status: statusOf(available === config.executions, fault),
    ...(fault !== undefined && { StatusReason: `FUNCTION_ERROR_INIT_FAILURE: ${fault}` }),
    LastModified: config.lastModified,
  };
}

function statusOf(isReady: boolean, fault: string | undefined): 'READY' | 'IN_PROGRESS' | 'FAILED' {
  if (fault !== undefined) return 'FAILED';
  return isReady ? 'READY' : 'IN_PROGRESS';
}
