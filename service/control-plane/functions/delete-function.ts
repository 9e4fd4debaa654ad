import { functionArn } from '../../functions/function-arn.ts';
import { LATEST } from '../../functions/function-config.ts';
import { readFunctionReference } from '../../functions/function-reference.ts';
import { ServiceError } from '../../http/service-error.ts';
import type { Deployment } from '../deployment.ts';
import type { Operation, OperationCall } from '../operation.ts';
import { refused } from './function-settings.ts';

/** DeleteFunction: the whole function, or one published version. */
export function deleteFunction(deployment: Deployment): Operation {
  return {
    name: 'DeleteFunction',
    method: 'DELETE',
    path: '/2015-03-31/functions/{FunctionName}',
    status: 204,
    run: (call) => remove(deployment, call),
  };
}

function remove(deployment: Deployment, { parts: [part = ''], query }: OperationCall): undefined {
  const { name, qualifier } = readFunctionReference(part, query.get('Qualifier') ?? undefined);
  const { functions } = deployment;
  functions.checkDeployed(name);
  if (qualifier === undefined) {
    const qualifiers = [...functions.versionsOf(name).map(({ Version }) => Version), ...aliasNames(deployment, name)];
    // What is set aside for it goes first: the removal makes the rest of the service look again.
    deployment.forget(name, qualifiers);
    functions.remove(name);
    return;
  }
  if (qualifier === LATEST) throw refused('$LATEST version cannot be deleted without deleting the function.');
  functions.find(name, qualifier);
  const alias = functions
    .aliasesOf(name)
    .find(({ FunctionVersion, RoutingConfig }) =>
      [FunctionVersion, ...Object.keys(RoutingConfig?.AdditionalVersionWeights ?? {})].includes(qualifier),
    );
  if (alias !== undefined) throw inUse(name, alias.Name);
  deployment.forgetQualifier(name, qualifier);
  functions.remove(name, qualifier);
}

function aliasNames({ functions }: Deployment, name: string): readonly string[] {
  return functions.aliasesOf(name).map(({ Name }) => Name);
}

function inUse(name: string, alias: string): ServiceError {
  const message = `Version is referenced by an alias: ${functionArn(name, alias)}`;
  return new ServiceError('ResourceConflictException', message);
}
