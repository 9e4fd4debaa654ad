import { randomBytes } from 'node:crypto';
import { readdirSync } from 'node:fs';
import {
  CreateFunctionCommand,
  InvalidParameterValueException,
  PublishLayerVersionCommand,
  RequestTooLargeException,
  UpdateFunctionCodeCommand,
  waitUntilFunctionActiveV2,
} from '@aws-sdk/client-lambda';
import { zipSync } from 'fflate';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { answering, FUNCTION_DEFAULTS, functionZip } from '../../support/function-zip.ts';
import { startService, type TestService } from '../../support/start-service.ts';
import { type TemporaryFolder, temporaryFolder } from '../../support/temporary-folder.ts';

const MEGABYTE = 1_048_576;

let state: TemporaryFolder;
let running: TestService;

beforeAll(async () => {
  state = await temporaryFolder();
  running = await startService({ stateFolder: state.path });
});

afterAll(async () => {
  await running[Symbol.asyncDispose]();
  await state[Symbol.asyncDispose]();
});

test('code that climbs out of its folder is refused, in a function and in a layer, and leaves nothing on disk', async () => {
  const before = readdirSync(state.path, { recursive: true });
  const ZipFile = functionZip({ 'index.mjs': '', '../../escaped.txt': 'out' });
  const creation = running.client.send(
    new CreateFunctionCommand({ ...FUNCTION_DEFAULTS, FunctionName: 'climbs', Code: { ZipFile } }),
  );
  await expect(creation).rejects.toThrow(InvalidParameterValueException);
  await expect(creation).rejects.toThrow('Could not unzip uploaded file.');
  const publication = running.client.send(
    new PublishLayerVersionCommand({ LayerName: 'climbs', Content: { ZipFile } }),
  );
  await expect(publication).rejects.toThrow(InvalidParameterValueException);
  expect(readdirSync(state.path, { recursive: true })).toEqual(before);
});

test('a zip of more than 50 MB is refused, and a function keeps its code when new code is refused', async () => {
  const { client } = running;
  const target = { FunctionName: 'keeps' };
  await client.send(new CreateFunctionCommand({ ...FUNCTION_DEFAULTS, ...target, Code: { ZipFile: answering('1') } }));
  await waitUntilFunctionActiveV2({ client, maxWaitTime: 120 }, target);
  const noise = zipSync({ noise: [randomBytes(50 * MEGABYTE), { level: 0 }] });
  await expect(client.send(new UpdateFunctionCodeCommand({ ...target, ZipFile: noise }))).rejects.toThrow(
    RequestTooLargeException,
  );
  expect(await running.call('keeps')).toBe(1);
});

test('a function and its layers have 250 MB together', async () => {
  const { client } = running;
  const publish = async (LayerName: string) => {
    const ZipFile = zipSync({ zeros: [new Uint8Array(126 * MEGABYTE), { level: 1 }] });
    const { LayerVersionArn = '' } = await client.send(
      new PublishLayerVersionCommand({ LayerName, Content: { ZipFile } }),
    );
    return LayerVersionArn;
  };
  const layers = [await publish('half'), await publish('other-half')];
  const create = (FunctionName: string, Layers: string[]) =>
    client.send(
      new CreateFunctionCommand({ ...FUNCTION_DEFAULTS, FunctionName, Layers, Code: { ZipFile: answering('1') } }),
    );
  await expect(create('large', layers)).rejects.toThrow('Function code combined with layers exceeds');
  expect(await create('medium', layers.slice(0, 1))).toMatchObject({ FunctionName: 'medium' });
});
