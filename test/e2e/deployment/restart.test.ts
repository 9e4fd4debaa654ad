import {
  CreateAliasCommand,
  CreateFunctionCommand,
  DeleteFunctionCommand,
  GetFunctionCommand,
  InvokeCommand,
  PublishLayerVersionCommand,
  PutFunctionConcurrencyCommand,
  TagResourceCommand,
  waitUntilFunctionActiveV2,
} from '@aws-sdk/client-lambda';
import { expect, test } from 'vitest';
import { answering, FUNCTION_DEFAULTS, functionZip } from '../../support/function-zip.ts';
import { startService } from '../../support/start-service.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

const FunctionName = 'lasting';
const ZipFile = answering('[process.env.COLOUR]');

test('what was deployed outlives the service', async () => {
  await using state = await temporaryFolder();
  const before = await describeAndInvoke(state.path, async ({ client }) => {
    const Content = { ZipFile: functionZip({ 'of-the-layer.txt': '' }) };
    const { LayerVersionArn = '' } = await client.send(new PublishLayerVersionCommand({ LayerName: 'l', Content }));
    const Environment = { Variables: { COLOUR: 'blue' } };
    const settings = { Layers: [LayerVersionArn], Environment, Publish: true, Code: { ZipFile } };
    await client.send(new CreateFunctionCommand({ ...FUNCTION_DEFAULTS, FunctionName, ...settings }));
    await waitUntilFunctionActiveV2({ client, maxWaitTime: 120 }, { FunctionName });
    await client.send(new CreateAliasCommand({ FunctionName, Name: 'live', FunctionVersion: '1' }));
    await client.send(new PutFunctionConcurrencyCommand({ FunctionName, ReservedConcurrentExecutions: 7 }));
    const Resource = `arn:aws:lambda:us-east-1:123456789012:function:${FunctionName}`;
    await client.send(new TagResourceCommand({ Resource, Tags: { team: 'a' } }));
  });
  const after = await describeAndInvoke(state.path, async () => {});
  expect(after).toEqual(before);
  expect(after).toMatchObject({
    Concurrency: { ReservedConcurrentExecutions: 7 },
    Tags: { team: 'a' },
    colour: 'blue',
  });
});

test('what was deleted does not come back', async () => {
  await using state = await temporaryFolder();
  {
    await using running = await startService({ stateFolder: state.path });
    await running.client.send(new CreateFunctionCommand({ ...FUNCTION_DEFAULTS, FunctionName, Code: { ZipFile } }));
    await running.client.send(new DeleteFunctionCommand({ FunctionName }));
  }
  await using running = await startService({ stateFolder: state.path });
  await expect(running.call(FunctionName)).rejects.toThrow('Function not found');
});

test('a deployment that a service was busy with when it ended is completed by the next one', async () => {
  await using state = await temporaryFolder();
  {
    await using running = await startService({ stateFolder: state.path });
    await running.client.send(new CreateFunctionCommand({ ...FUNCTION_DEFAULTS, FunctionName, Code: { ZipFile } }));
  }
  await using running = await startService({ stateFolder: state.path });
  const { Configuration } = await running.client.send(new GetFunctionCommand({ FunctionName }));
  expect(Configuration).toMatchObject({ State: 'Active', LastUpdateStatus: 'Successful' });
});

test('a second service does not get the state of the first', async () => {
  await using state = await temporaryFolder();
  await using _ = await startService({ stateFolder: state.path });
  await expect(startService({ stateFolder: state.path })).rejects.toThrow(
    `${state.path}/state.sqlite is used by another service; --state DIR takes another folder`,
  );
});

type Running = Awaited<ReturnType<typeof startService>>;

/** What a service with this state says of the function after some work, and what the function says. */
async function describeAndInvoke(stateFolder: string, work: (running: Running) => Promise<void>): Promise<object> {
  await using running = await startService({ stateFolder });
  await work(running);
  const { client } = running;
  const { Configuration, Concurrency, Tags } = await client.send(new GetFunctionCommand({ FunctionName }));
  const { Payload } = await client.send(new InvokeCommand({ FunctionName, Qualifier: 'live' }));
  const [colour] = JSON.parse(Payload?.transformToString() ?? '');
  return { Configuration, Concurrency, Tags, colour };
}
