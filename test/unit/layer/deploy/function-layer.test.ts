import { expect, test } from 'vitest';
import { checkPresentSdk, functionLayer, layersWith, sdkLayer } from '../../../../layer/deploy/function-layer.ts';
import { writeLayer } from '../../../../layer/layers-file.ts';
import { temporaryFolder } from '../../../support/temporary-folder.ts';

const NEED = { region: 'eu-west-1', architecture: 'arm64', present: undefined } as const;

test('a layer comes last, or in place of whatever version and variant of it is there', () => {
  const before = present('first:3', 'snapboot-node24-arm64:7', 'snapboot-node26-arm64:1', 'last:1');
  expect(layersWith(arn('snapboot-node26-arm64:2'), before)).toEqual([
    arn('first:3'),
    arn('snapboot-node26-arm64:2'),
    arn('last:1'),
  ]);
  expect(layersWith(arn('ours:2'), present('first:3', 'last:1'))).toEqual([
    arn('first:3'),
    arn('last:1'),
    arn('ours:2'),
  ]);
  expect(layersWith(arn('ours:2'), present('ours:1', 'last:1'))).toEqual([arn('ours:2'), arn('last:1')]);
  expect(layersWith(arn('ours:2'), undefined)).toEqual([arn('ours:2')]);
});

test('of the layers of the AWS SDK a function gets the one with an image for its architecture, otherwise that without', async () => {
  await using folder = await temporaryFolder();
  const file = `${folder.path}/layers.json`;
  const runtime = arn('snapboot-node24-arm64:1');
  for (const architecture of ['sdk', 'sdk-arm64'] as const) {
    const layer = { arn: architecture, version: 1, sha256: '00', sdkVersion: '3.1.0' };
    writeLayer(file, { region: 'eu-west-1', architecture, nodeMajor: 24 }, layer);
  }
  expect(sdkLayer(file, runtime, NEED)).toBe('sdk-arm64');
  expect(sdkLayer(file, runtime, { ...NEED, architecture: 'x86_64' })).toBe('sdk');
});

test('a layer of the AWS SDK with an image takes the place of one without', () => {
  const before = present('snapboot-sdk-node24:1', 'snapboot-node24-arm64:7');
  const after = [arn('snapboot-sdk-arm64-node24:2'), arn('snapboot-node24-arm64:7')];
  expect(layersWith(arn('snapboot-sdk-arm64-node24:2'), before)).toEqual(after);
});

test('the layer of the AWS SDK takes the place of its own older version alone', () => {
  const before = present('snapboot-sdk-node24:1', 'snapboot-node24-arm64:7');
  expect(layersWith(arn('snapboot-sdk-node26:2'), before)).toEqual([
    arn('snapboot-sdk-node26:2'),
    arn('snapboot-node24-arm64:7'),
  ]);
  expect(layersWith(arn('snapboot-node26-arm64:1'), before)).toEqual([
    arn('snapboot-sdk-node24:1'),
    arn('snapboot-node26-arm64:1'),
  ]);
});

test('an SDK of another line of Node.js would not be found', () => {
  const runtime = arn('snapboot-node26-arm64:1');
  expect(() => checkPresentSdk(runtime, present('first:3', 'snapboot-sdk-node24:1'))).toThrow(
    'snapboot-sdk-node24 is not for Node.js 26: --sdk attaches the one that is',
  );
  expect(() => checkPresentSdk(runtime, present('first:3', 'snapboot-sdk-node26:1'))).not.toThrow();
  expect(() => checkPresentSdk(arn('ours:1'), present('snapboot-sdk-node24:1'))).not.toThrow();
});

test.each([
  ['ours', '--layer ours: this is not arn:aws:lambda:REGION:ACCOUNT:layer:NAME:VERSION'],
  [arn('snapboot-node24-x86_64:1'), 'it is made for x86_64, the function for arm64'],
  [arn('ours:1').replace('eu-west-1', 'us-east-1'), 'the function is in eu-west-1, layers must be too'],
])('%s is refused as a layer', (name, reason) => {
  expect(() => functionLayer({ kind: 'arn', arn: name }, NEED)).toThrow(reason);
});

test('a layer of any other name may be for the architecture', () => {
  expect(functionLayer({ kind: 'arn', arn: arn('ours:1') }, NEED)).toBe(arn('ours:1'));
});

function present(...names: string[]) {
  return names.map((name) => ({ Arn: arn(name) }));
}

function arn(name: string): string {
  return `arn:aws:lambda:eu-west-1:123456789012:layer:${name}`;
}
