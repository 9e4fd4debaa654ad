import { readFunctionReference } from '../../functions/function-reference.ts';
import type { Deployment } from '../deployment.ts';
import { list, type MembersOf, oneOf, readMembers, text, trueOrFalse } from '../members.ts';
import type { Operation, OperationCall } from '../operation.ts';
import { publishVersion } from '../versions/publish-version.ts';
import { CODE, type GivenCode, zipOf } from './function-code.ts';
import { type Architecture, configurationOf } from './function-record.ts';

interface UpdateFunctionCodeInput extends GivenCode {
  readonly Architectures?: readonly Architecture[];
  readonly Publish?: boolean;
  readonly DryRun?: boolean;
  readonly RevisionId?: string;
}

const INPUT: MembersOf<UpdateFunctionCodeInput> = {
  ...CODE,
  Architectures: list(oneOf('x86_64', 'arm64'), { min: 1, max: 1 }),
  Publish: trueOrFalse(),
  DryRun: trueOrFalse(),
  RevisionId: text(),
};

/** UpdateFunctionCode: invocations run the old code until the update is complete. */
export function updateFunctionCode(deployment: Deployment): Operation {
  return {
    name: 'UpdateFunctionCode',
    method: 'PUT',
    path: '/2015-03-31/functions/{FunctionName}/code',
    status: 200,
    takesCode: true,
    run: (call) => update(deployment, call),
  };
}

async function update(deployment: Deployment, { parts: [part = ''], input: body }: OperationCall): Promise<object> {
  const input = readMembers(body, INPUT);
  const { name } = readFunctionReference(part);
  const before = deployment.functions.findForChange(name, input.RevisionId);
  const code = await deployment.addCode(zipOf(input), before.Layers ?? []);
  const changed = {
    ...deployment.functions.findForChange(name, before.RevisionId),
    ...(input.Architectures && { Architectures: input.Architectures }),
    CodeSha256: code.sha256,
    CodeSize: code.zipBytes,
    LastUpdateStatus: 'InProgress',
  } as const;
  if (input.DryRun === true) return configurationOf(before, deployment.layersOf(before), undefined);
  const record = deployment.functions.deploy(changed);
  if (input.Publish === true) return publishVersion(deployment, record, {});
  return configurationOf(record, deployment.layersOf(record), undefined);
}
