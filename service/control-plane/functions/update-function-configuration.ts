import { readFunctionReference } from '../../functions/function-reference.ts';
import type { Deployment } from '../deployment.ts';
import { type MembersOf, readMembers, text } from '../members.ts';
import type { Operation, OperationCall } from '../operation.ts';
import { configurationOf } from './function-record.ts';
import { checkSettings, type FunctionSettings, SETTINGS } from './function-settings.ts';

interface UpdateFunctionConfigurationInput extends FunctionSettings {
  readonly RevisionId?: string;
}

const INPUT: MembersOf<UpdateFunctionConfigurationInput> = { ...SETTINGS, RevisionId: text() };

/** UpdateFunctionConfiguration: what is given takes the place of what was, wholly; the rest stays. */
export function updateFunctionConfiguration(deployment: Deployment): Operation {
  return {
    name: 'UpdateFunctionConfiguration',
    method: 'PUT',
    path: '/2015-03-31/functions/{FunctionName}/configuration',
    status: 200,
    run: (call) => update(deployment, call),
  };
}

async function update(deployment: Deployment, { parts: [part = ''], input }: OperationCall): Promise<object> {
  const { RevisionId, ...settings } = readMembers(input, INPUT);
  const { name } = readFunctionReference(part);
  checkSettings(settings);
  const before = deployment.functions.findForChange(name, RevisionId);
  if (settings.Layers !== undefined) await deployment.checkSize(before.CodeSha256, settings.Layers);
  const latest = deployment.functions.findForChange(name, before.RevisionId);
  const record = deployment.functions.deploy({ ...latest, ...settings, LastUpdateStatus: 'InProgress' });
  return configurationOf(record, deployment.layersOf(record), undefined);
}
