import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { findLayer, type LayerPlace, readLayersFile, writeLayer } from '../../../layer/layers-file.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

const ARM: LayerPlace = { region: 'eu-west-1', architecture: 'arm64', nodeMajor: 24 };

test('entries are merged, with regions in the order of their names', async () => {
  await using folder = await temporaryFolder();
  const file = join(folder.path, 'deep/layers.json');
  writeLayer(file, ARM, layer(1));
  writeLayer(file, { ...ARM, region: 'ap-east-1' }, layer(2));
  writeLayer(file, { ...ARM, architecture: 'x86_64' }, layer(3));
  writeLayer(file, { ...ARM, nodeMajor: 26 }, layer(4));
  writeLayer(file, ARM, layer(5));
  expect(readLayersFile(file)).toEqual({
    'ap-east-1': { arm64: { 24: layer(2) } },
    'eu-west-1': { arm64: { 24: layer(5), 26: layer(4) }, x86_64: { 24: layer(3) } },
  });
  expect(readFileSync(file, 'utf8')).toMatch(/^\{\n {2}"ap-east-1"/);
  expect(readdirSync(join(folder.path, 'deep'))).toEqual(['layers.json']);
});

test('the layer of the AWS SDK is noted once for both architectures', async () => {
  await using folder = await temporaryFolder();
  const file = join(folder.path, 'layers.json');
  const sdk = { arn: 'arn:6', version: 6, sha256: '00', sdkVersion: '3.1.0' };
  writeLayer(file, ARM, layer(1));
  writeLayer(file, { ...ARM, architecture: 'sdk' }, sdk);
  expect(readLayersFile(file)).toEqual({ 'eu-west-1': { arm64: { 24: layer(1) }, sdk: { 24: sdk } } });
  expect(findLayer(readLayersFile(file), { ...ARM, architecture: 'sdk' })).toEqual(sdk);
});

test('a file that is not there has no layers', async () => {
  await using folder = await temporaryFolder();
  expect(findLayer(readLayersFile(join(folder.path, 'layers.json')), ARM)).toBeUndefined();
});

test.each(['', '[]', '{"eu-west-1": 1}', '{"eu-west-1": {"arm64": {"24": {"arn": 7}}}}'])(
  '%j is refused, and stays as it is',
  async (text) => {
    await using folder = await temporaryFolder({ 'layers.json': text });
    const file = join(folder.path, 'layers.json');
    expect(() => writeLayer(file, ARM, layer(1))).toThrow('is not what snapboot layer publish writes');
    expect(readFileSync(file, 'utf8')).toBe(text);
  },
);

test('one line when it cannot be read or written', async () => {
  await using folder = await temporaryFolder({ file: '' });
  expect(() => readLayersFile(folder.path)).toThrow(/cannot be read: .*EISDIR/);
  expect(() => writeLayer(join(folder.path, 'file/layers.json'), ARM, layer(1))).toThrow(
    /cannot be (?:read|written): /,
  );
});

function layer(version: number) {
  return { arn: `arn:${version}`, version, sha256: '00', nodeVersion: '24.0.0' };
}
