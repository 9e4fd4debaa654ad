import {
  AddPermissionCommand,
  CreateFunctionCommand,
  DeleteFunctionCommand,
  GetPolicyCommand,
  type LambdaClient,
  ListTagsCommand,
  PolicyLengthExceededException,
  PreconditionFailedException,
  RemovePermissionCommand,
  ResourceConflictException,
  ResourceNotFoundException,
  TagResourceCommand,
  UntagResourceCommand,
} from '@aws-sdk/client-lambda';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { answering, FUNCTION_DEFAULTS } from '../../support/function-zip.ts';
import { startService, type TestService } from '../../support/start-service.ts';

const FunctionName = 'guarded';
const ARN = 'arn:aws:lambda:us-east-1:123456789012:function:guarded';
const STATEMENT = { FunctionName, Action: 'lambda:InvokeFunction', Principal: 's3.amazonaws.com' };

let running: TestService;
let client: LambdaClient;

beforeAll(async () => {
  running = await startService({});
  client = running.client;
  const Code = { ZipFile: answering('1') };
  await client.send(new CreateFunctionCommand({ ...FUNCTION_DEFAULTS, FunctionName, Code, Tags: { team: 'a' } }));
});

afterAll(() => running[Symbol.asyncDispose]());

test('a permission is a statement of the policy until it is removed', async () => {
  const SourceArn = 'arn:aws:s3:::bucket';
  const grant = new AddPermissionCommand({ ...STATEMENT, StatementId: 's3', SourceArn, SourceAccount: '111122223333' });
  const { Statement = '' } = await client.send(grant);
  expect(JSON.parse(Statement)).toEqual({
    Sid: 's3',
    Effect: 'Allow',
    Principal: { Service: 's3.amazonaws.com' },
    Action: 'lambda:InvokeFunction',
    Resource: ARN,
    Condition: { StringEquals: { 'AWS:SourceAccount': '111122223333' }, ArnLike: { 'AWS:SourceArn': SourceArn } },
  });
  await expect(client.send(grant)).rejects.toThrow(ResourceConflictException);
  const { Policy = '', RevisionId } = await client.send(new GetPolicyCommand({ FunctionName }));
  expect(JSON.parse(Policy)).toMatchObject({ Version: '2012-10-17', Id: 'default', Statement: [{ Sid: 's3' }] });
  const target = { FunctionName, StatementId: 's3' };
  const stale = new RemovePermissionCommand({ ...target, RevisionId: 'of-yesterday' });
  await expect(client.send(stale)).rejects.toThrow(PreconditionFailedException);
  await client.send(new RemovePermissionCommand({ ...target, RevisionId }));
  await expect(client.send(new GetPolicyCommand({ FunctionName }))).rejects.toThrow(ResourceNotFoundException);
});

test('a policy has at most 20 KB', async () => {
  const add = (index: number) =>
    client.send(
      new AddPermissionCommand({
        ...STATEMENT,
        StatementId: `statement-${index}`,
        SourceArn: `arn:aws:s3:::${'b'.repeat(1000)}`,
      }),
    );
  const fill = async () => {
    for (let index = 0; index < 20; index += 1) await add(index);
  };
  await expect(fill()).rejects.toThrow(PolicyLengthExceededException);
});

test('tags are added, replaced and removed by their names', async () => {
  const Resource = ARN;
  await client.send(new TagResourceCommand({ Resource, Tags: { team: 'b', 'cost centre': '7' } }));
  expect((await client.send(new ListTagsCommand({ Resource }))).Tags).toEqual({ team: 'b', 'cost centre': '7' });
  await client.send(new UntagResourceCommand({ Resource, TagKeys: ['team', 'none'] }));
  expect((await client.send(new ListTagsCommand({ Resource }))).Tags).toEqual({ 'cost centre': '7' });
  await expect(client.send(new ListTagsCommand({ Resource: `${ARN}-not` }))).rejects.toThrow(ResourceNotFoundException);
});

test('a function that is created again has neither policy nor tags of the former one', async () => {
  const target = { FunctionName: 'again' };
  const create = new CreateFunctionCommand({
    ...FUNCTION_DEFAULTS,
    ...target,
    Code: { ZipFile: answering('1') },
  });
  await client.send(create);
  const Resource = ARN.replace(FunctionName, 'again');
  await client.send(new TagResourceCommand({ Resource, Tags: { team: 'a' } }));
  await client.send(new AddPermissionCommand({ ...STATEMENT, ...target, StatementId: 'x' }));
  await client.send(new DeleteFunctionCommand(target));
  await client.send(create);
  expect((await client.send(new ListTagsCommand({ Resource }))).Tags).toEqual({});
  await expect(client.send(new GetPolicyCommand(target))).rejects.toThrow(ResourceNotFoundException);
});
