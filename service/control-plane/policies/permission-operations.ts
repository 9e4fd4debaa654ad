import { functionArn } from '../../functions/function-arn.ts';
import { readFunctionReference } from '../../functions/function-reference.ts';
import type { Deployment } from '../deployment.ts';
import { type MembersOf, oneOf, readMembers, required, text, trueOrFalse } from '../members.ts';
import type { Operation, OperationCall } from '../operation.ts';
import { STATEMENT_ID } from './statement-id.ts';

interface AddPermissionInput {
  readonly StatementId?: string;
  readonly Action?: string;
  readonly Principal?: string;
  readonly SourceArn?: string;
  readonly SourceAccount?: string;
  readonly EventSourceToken?: string;
  readonly PrincipalOrgID?: string;
  readonly FunctionUrlAuthType?: 'NONE' | 'AWS_IAM';
  readonly InvokedViaFunctionUrl?: boolean;
  readonly RevisionId?: string;
}

const INPUT: MembersOf<AddPermissionInput> = {
  StatementId: STATEMENT_ID,
  Action: text({ pattern: /^(lambda:[*]|lambda:[a-zA-Z]+|[*])$/ }),
  Principal: text({ pattern: /^[^\s]+$/ }),
  SourceArn: text({ max: 1024, pattern: /^arn:(aws[a-zA-Z0-9-]*):([a-zA-Z0-9-])+:.*$/ }),
  SourceAccount: text({ max: 12, pattern: /^\d{12}$/ }),
  EventSourceToken: text({ max: 256, pattern: /^[a-zA-Z0-9._-]+$/ }),
  PrincipalOrgID: text({ min: 12, max: 34, pattern: /^o-[a-z0-9]{10,32}$/ }),
  FunctionUrlAuthType: oneOf('NONE', 'AWS_IAM'),
  InvokedViaFunctionUrl: trueOrFalse(),
  RevisionId: text(),
};

const PATH = '/2015-03-31/functions/{FunctionName}/policy';

/** AddPermission, GetPolicy and RemovePermission: a policy for the function, and for each version and alias. */
export function permissionOperations(deployment: Deployment): readonly Operation[] {
  return [
    { name: 'AddPermission', method: 'POST', path: PATH, status: 201, run: (call) => add(deployment, call) },
    {
      name: 'GetPolicy',
      method: 'GET',
      path: PATH,
      status: 200,
      run: (call) => deployment.policies.describe(arnOf(deployment, call)),
    },
    {
      name: 'RemovePermission',
      method: 'DELETE',
      path: `${PATH}/{StatementId}`,
      status: 204,
      run: (call) => remove(deployment, call),
    },
  ];
}

function add(deployment: Deployment, call: OperationCall): object {
  const arn = arnOf(deployment, call);
  const { RevisionId, ...input } = readMembers(call.input, INPUT);
  const statement = {
    Sid: required(input.StatementId, 'statementId'),
    Effect: 'Allow',
    Principal: principalOf(required(input.Principal, 'principal')),
    Action: required(input.Action, 'action'),
    Resource: arn,
    ...conditionOf(input),
  };
  deployment.policies.add(arn, statement, RevisionId);
  return { Statement: JSON.stringify(statement) };
}

function remove(deployment: Deployment, call: OperationCall): undefined {
  const [, statementId = ''] = call.parts;
  deployment.policies.remove(arnOf(deployment, call), statementId, call.query.get('RevisionId') ?? undefined);
}

function arnOf(deployment: Deployment, { parts: [part = ''], query }: OperationCall): string {
  const { name, qualifier } = readFunctionReference(part, query.get('Qualifier') ?? undefined);
  deployment.find(name, qualifier);
  return functionArn(name, qualifier);
}

/** An account, a role, a service, or everybody. */
function principalOf(principal: string): unknown {
  if (principal === '*') return '*';
  if (principal.includes('.')) return { Service: principal };
  return { AWS: /^\d{12}$/.test(principal) ? `arn:aws:iam::${principal}:root` : principal };
}

function conditionOf(input: AddPermissionInput): { readonly Condition?: object } {
  const equal = {
    ...(input.SourceAccount && { 'AWS:SourceAccount': input.SourceAccount }),
    ...(input.EventSourceToken && { 'lambda:EventSourceToken': input.EventSourceToken }),
    ...(input.PrincipalOrgID && { 'aws:PrincipalOrgID': input.PrincipalOrgID }),
    ...(input.FunctionUrlAuthType && { 'lambda:FunctionUrlAuthType': input.FunctionUrlAuthType }),
  };
  const { InvokedViaFunctionUrl: viaUrl, SourceArn } = input;
  const condition = {
    ...(Object.keys(equal).length > 0 && { StringEquals: equal }),
    ...(SourceArn && { ArnLike: { 'AWS:SourceArn': SourceArn } }),
    ...(viaUrl !== undefined && { Bool: { 'lambda:InvokedViaFunctionUrl': String(viaUrl) } }),
  };
  return Object.keys(condition).length > 0 ? { Condition: condition } : {};
}
