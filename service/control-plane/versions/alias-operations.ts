import { randomUUID } from 'node:crypto';
import { functionArn } from '../../functions/function-arn.ts';
import { LATEST } from '../../functions/function-config.ts';
import { readFunctionReference } from '../../functions/function-reference.ts';
import { ServiceError } from '../../http/service-error.ts';
import type { Deployment } from '../deployment.ts';
import { staleRevision } from '../functions/deployed-functions.ts';
import { refused } from '../functions/function-settings.ts';
import { type MembersOf, map, number, readMembers, required, structure, text } from '../members.ts';
import type { Operation, OperationCall } from '../operation.ts';
import { pageOf } from '../page.ts';
import type { AliasRecord } from './alias-record.ts';

type AliasInput = Partial<AliasRecord>;

const INPUT: MembersOf<AliasInput> = {
  Name: text({ min: 1, max: 128, pattern: /^(?!^[0-9]+$)([a-zA-Z0-9-_]+)$/ }),
  FunctionVersion: text({ min: 1, max: 1024, pattern: /^(\$LATEST|[0-9]+)$/ }),
  Description: text({ max: 256 }),
  RoutingConfig: structure({
    AdditionalVersionWeights: map(text({ min: 1, max: 1024, pattern: /^[0-9]+$/ }), number(0, 1)),
  }),
  RevisionId: text(),
};

const ALIASES = '/2015-03-31/functions/{FunctionName}/aliases';
const ALIAS = `${ALIASES}/{Name}`;

/** CreateAlias, GetAlias, UpdateAlias, DeleteAlias and ListAliases. */
export function aliasOperations(deployment: Deployment): readonly Operation[] {
  return [
    { name: 'CreateAlias', method: 'POST', path: ALIASES, status: 201, run: (call) => create(deployment, call) },
    { name: 'GetAlias', method: 'GET', path: ALIAS, status: 200, run: (call) => get(deployment, call) },
    { name: 'UpdateAlias', method: 'PUT', path: ALIAS, status: 200, run: (call) => update(deployment, call) },
    { name: 'DeleteAlias', method: 'DELETE', path: ALIAS, status: 204, run: (call) => remove(deployment, call) },
    { name: 'ListAliases', method: 'GET', path: ALIASES, status: 200, run: (call) => list(deployment, call) },
  ];
}

function create(deployment: Deployment, { parts: [part = ''], input }: OperationCall): object {
  const { Name, FunctionVersion, Description = '', RoutingConfig } = readMembers(input, INPUT);
  const { name } = readFunctionReference(part);
  const { functions } = deployment;
  functions.checkDeployed(name);
  const alias = {
    Name: required(Name, 'name'),
    FunctionVersion: required(FunctionVersion, 'functionVersion'),
    Description,
    ...(RoutingConfig && { RoutingConfig }),
    RevisionId: randomUUID(),
  };
  checkVersions(deployment, name, alias);
  if (functions.aliasesOf(name).some((each) => each.Name === alias.Name)) {
    throw new ServiceError('ResourceConflictException', `Alias already exists: ${functionArn(name, alias.Name)}`);
  }
  return described(name, functions.putAlias(name, alias));
}

function get(deployment: Deployment, call: OperationCall): object {
  const { name, alias } = found(deployment, call);
  return described(name, alias);
}

function update(deployment: Deployment, call: OperationCall): object {
  const { Name: _, RevisionId, RoutingConfig, ...changes } = readMembers(call.input, INPUT);
  const { name, alias } = found(deployment, call);
  if (RevisionId !== undefined && RevisionId !== alias.RevisionId) throw staleRevision();
  const { RoutingConfig: before, ...rest } = alias;
  const routing = RoutingConfig ?? before;
  const changed = { ...rest, ...changes, ...(routing && { RoutingConfig: routing }), RevisionId: randomUUID() };
  checkVersions(deployment, name, changed);
  return described(name, deployment.functions.putAlias(name, changed));
}

function remove(deployment: Deployment, { parts: [part = '', alias = ''] }: OperationCall): undefined {
  const { name } = readFunctionReference(part);
  deployment.functions.checkDeployed(name);
  deployment.forgetQualifier(name, alias);
  deployment.functions.removeAlias(name, alias);
}

function list(deployment: Deployment, { parts: [part = ''], query }: OperationCall): object {
  const { name } = readFunctionReference(part);
  deployment.find(name, undefined);
  const version = query.get('FunctionVersion');
  const aliases = deployment.functions.aliasesOf(name).filter((each) => [null, each.FunctionVersion].includes(version));
  const { items, ...more } = pageOf(aliases, ({ Name }) => Name, query);
  return { Aliases: items.map((alias) => described(name, alias)), ...more };
}

function found(
  deployment: Deployment,
  { parts: [part = '', aliasName = ''] }: OperationCall,
): { name: string; alias: AliasRecord } {
  const { name } = readFunctionReference(part);
  const alias = deployment.functions.aliasesOf(name).find(({ Name }) => Name === aliasName);
  if (alias !== undefined) return { name, alias };
  throw new ServiceError('ResourceNotFoundException', `Alias not found: ${functionArn(name, aliasName)}`);
}

/** Lambda shares between two published versions alone. */
function checkVersions({ functions }: Deployment, name: string, { FunctionVersion, RoutingConfig }: AliasRecord): void {
  const weights = Object.entries(RoutingConfig?.AdditionalVersionWeights ?? {});
  if (weights.length > 1) throw refused('Number of items in AdditionalVersionWeights cannot be greater than 1');
  if (weights.length > 0 && FunctionVersion === LATEST)
    throw refused('$LATEST is not supported for an alias pointing to more than 1 version');
  for (const [version] of weights) {
    if (version === FunctionVersion) throw refused('Invalid function version, the alias points to it already');
  }
  for (const version of [FunctionVersion, ...weights.map(([each]) => each)]) functions.checkVersion(name, version);
}

function described(name: string, alias: AliasRecord): object {
  return { AliasArn: functionArn(name, alias.Name), ...alias };
}
