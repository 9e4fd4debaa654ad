import {
  AddLayerVersionPermissionCommand,
  AddPermissionCommand,
  CreateAliasCommand,
  CreateFunctionCommand,
  CreateFunctionUrlConfigCommand,
  DeleteAliasCommand,
  DeleteFunctionCommand,
  DeleteFunctionConcurrencyCommand,
  DeleteFunctionEventInvokeConfigCommand,
  DeleteFunctionUrlConfigCommand,
  DeleteLayerVersionCommand,
  DeleteProvisionedConcurrencyConfigCommand,
  GetAccountSettingsCommand,
  GetFunctionCommand,
  ListTagsCommand,
  type ListTagsCommandOutput,
  PublishLayerVersionCommand,
  PublishVersionCommand,
  PutFunctionConcurrencyCommand,
  PutFunctionEventInvokeConfigCommand,
  PutProvisionedConcurrencyConfigCommand,
  RemoveLayerVersionPermissionCommand,
  RemovePermissionCommand,
  TagResourceCommand,
  UntagResourceCommand,
  UpdateAliasCommand,
  waitUntilFunctionActiveV2,
} from '@aws-sdk/client-lambda';
import { expect, test } from 'vitest';
import { answering, FUNCTION_DEFAULTS } from '../../support/function-zip.ts';
import { startService } from '../../support/start-service.ts';
import { PATIENCE } from './create-function.ts';

// Clients that are not the SDK look at the number.
test('each operation answers with the status that it has in Lambda', async () => {
  await using running = await startService({});
  const { client } = running;
  const statuses: Record<string, number | undefined> = {};
  const note = async (operation: string, answer: Promise<Pick<ListTagsCommandOutput, '$metadata'>>): Promise<void> => {
    statuses[operation] = (await answer).$metadata.httpStatusCode;
  };
  const it = { FunctionName: 'told' };
  const live = { ...it, Name: 'live' };
  const one = { ...it, Qualifier: '1' };
  const zip = { ZipFile: answering('1') };
  await note('CreateFunction', client.send(new CreateFunctionCommand({ ...FUNCTION_DEFAULTS, ...it, Code: zip })));
  await waitUntilFunctionActiveV2({ client, ...PATIENCE }, it);
  await note('GetAccountSettings', client.send(new GetAccountSettingsCommand({})));
  await note('GetFunction', client.send(new GetFunctionCommand(it)));
  await note('PublishVersion', client.send(new PublishVersionCommand(it)));
  await note('CreateAlias', client.send(new CreateAliasCommand({ ...live, FunctionVersion: '1' })));
  await note('UpdateAlias', client.send(new UpdateAliasCommand({ ...live, Description: 'x' })));
  await note('CreateFunctionUrlConfig', client.send(new CreateFunctionUrlConfigCommand({ ...it, AuthType: 'NONE' })));
  const permission = { StatementId: 's', Action: 'lambda:InvokeFunction', Principal: 'sns.amazonaws.com' };
  await note('AddPermission', client.send(new AddPermissionCommand({ ...it, ...permission })));
  await note(
    'PutFunctionConcurrency',
    client.send(new PutFunctionConcurrencyCommand({ ...it, ReservedConcurrentExecutions: 1 })),
  );
  await note(
    'PutFunctionEventInvokeConfig',
    client.send(new PutFunctionEventInvokeConfigCommand({ ...it, MaximumRetryAttempts: 0 })),
  );
  await note(
    'PutProvisionedConcurrencyConfig',
    client.send(new PutProvisionedConcurrencyConfigCommand({ ...one, ProvisionedConcurrentExecutions: 1 })),
  );
  const Resource = 'arn:aws:lambda:us-east-1:123456789012:function:told';
  await note('TagResource', client.send(new TagResourceCommand({ Resource, Tags: { a: 'b' } })));
  await note('ListTags', client.send(new ListTagsCommand({ Resource })));
  await note('UntagResource', client.send(new UntagResourceCommand({ Resource, TagKeys: ['a'] })));
  const layer = { LayerName: 'told', VersionNumber: 1 };
  await note('PublishLayerVersion', client.send(new PublishLayerVersionCommand({ ...layer, Content: zip })));
  const grant = { StatementId: 's', Action: 'lambda:GetLayerVersion', Principal: '*' };
  await note('AddLayerVersionPermission', client.send(new AddLayerVersionPermissionCommand({ ...layer, ...grant })));
  await note(
    'RemoveLayerVersionPermission',
    client.send(new RemoveLayerVersionPermissionCommand({ ...layer, StatementId: 's' })),
  );
  await note('DeleteLayerVersion', client.send(new DeleteLayerVersionCommand(layer)));
  await note('RemovePermission', client.send(new RemovePermissionCommand({ ...it, StatementId: 's' })));
  await note('DeleteProvisionedConcurrencyConfig', client.send(new DeleteProvisionedConcurrencyConfigCommand(one)));
  await note('DeleteFunctionEventInvokeConfig', client.send(new DeleteFunctionEventInvokeConfigCommand(it)));
  await note('DeleteFunctionConcurrency', client.send(new DeleteFunctionConcurrencyCommand(it)));
  await note('DeleteFunctionUrlConfig', client.send(new DeleteFunctionUrlConfigCommand(it)));
  await note('DeleteAlias', client.send(new DeleteAliasCommand(live)));
  await note('DeleteFunction', client.send(new DeleteFunctionCommand(it)));
  expect(statuses).toEqual({
    CreateFunction: 201,
    GetAccountSettings: 200,
    GetFunction: 200,
    PublishVersion: 201,
    CreateAlias: 201,
    UpdateAlias: 200,
    CreateFunctionUrlConfig: 201,
    AddPermission: 201,
    PutFunctionConcurrency: 200,
    PutFunctionEventInvokeConfig: 200,
    PutProvisionedConcurrencyConfig: 202,
    TagResource: 204,
    ListTags: 200,
    UntagResource: 204,
    PublishLayerVersion: 201,
    AddLayerVersionPermission: 201,
    RemoveLayerVersionPermission: 204,
    DeleteLayerVersion: 204,
    RemovePermission: 204,
    DeleteProvisionedConcurrencyConfig: 204,
    DeleteFunctionEventInvokeConfig: 204,
    DeleteFunctionConcurrency: 204,
    DeleteFunctionUrlConfig: 204,
    DeleteAlias: 204,
    DeleteFunction: 204,
  });
});
