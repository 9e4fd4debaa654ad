import type { Deployment } from '../deployment.ts';
import { type MembersOf, oneOf, readMembers, required, text } from '../members.ts';
import type { Operation, OperationCall } from '../operation.ts';
import { STATEMENT_ID } from '../policies/statement-id.ts';
import { findLayerVersion } from './find-layer-version.ts';
import { layerArn } from './layer-versions.ts';

interface LayerPermissionInput {
  readonly StatementId?: string;
  readonly Action?: 'lambda:GetLayerVersion';
  readonly Principal?: string;
  readonly OrganizationId?: string;
}

const INPUT: MembersOf<LayerPermissionInput> = {
  StatementId: STATEMENT_ID,
  Action: oneOf('lambda:GetLayerVersion'),
  Principal: text({ pattern: /^(\d{12}|\*|arn:(aws[a-zA-Z-]*):iam::\d{12}:root)$/ }),
  OrganizationId: text({ max: 34, pattern: /^o-[a-z0-9]{10,32}$/ }),
};

/** AddLayerVersionPermission, GetLayerVersionPolicy and RemoveLayerVersionPermission. */
export function layerPermissionOperations(deployment: Deployment, version: string): readonly Operation[] {
  const path = `${version}/policy`;
  return [
    { name: 'AddLayerVersionPermission', method: 'POST', path, status: 201, run: (call) => add(deployment, call) },
    {
      name: 'GetLayerVersionPolicy',
      method: 'GET',
      path,
      status: 200,
      run: (call) => deployment.policies.describe(arnOf(deployment, call)),
    },
    {
      name: 'RemoveLayerVersionPermission',
      method: 'DELETE',
      path: `${path}/{StatementId}`,
      status: 204,
      run: (call) => remove(deployment, call),
    },
  ];
}

function add(deployment: Deployment, call: OperationCall): object {
  const arn = arnOf(deployment, call);
  const { StatementId, Action, Principal, OrganizationId } = readMembers(call.input, INPUT);
  const principal = required(Principal, 'principal');
  const statement = {
    Sid: required(StatementId, 'statementId'),
    Effect: 'Allow',
    Principal: principal === '*' ? '*' : { AWS: rootOf(principal) },
    Action: required(Action, 'action'),
    Resource: arn,
    ...(OrganizationId && { Condition: { StringEquals: { 'aws:PrincipalOrgID': OrganizationId } } }),
  };
  const RevisionId = deployment.policies.add(arn, statement, call.query.get('RevisionId') ?? undefined);
  return { Statement: JSON.stringify(statement), RevisionId };
}

function remove(deployment: Deployment, call: OperationCall): undefined {
  const [, , statementId = ''] = call.parts;
  deployment.policies.remove(arnOf(deployment, call), statementId, call.query.get('RevisionId') ?? undefined);
}

function arnOf(deployment: Deployment, { parts: [part = '', number = ''] }: OperationCall): string {
  const { LayerName, Version } = findLayerVersion(deployment, part, number);
  return layerArn(LayerName, Version);
}

function rootOf(principal: string): string {
  return principal.startsWith('arn:') ? principal : `arn:aws:iam::${principal}:root`;
}
