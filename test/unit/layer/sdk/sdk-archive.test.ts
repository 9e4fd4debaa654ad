import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { chmod, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { unzipSync } from 'fflate';
import { expect, test } from 'vitest';
import { SDK_LIMITS } from '../../../../layer/layer-size.ts';
import type { BuiltSdkLayer } from '../../../../layer/sdk/build-sdk-layer.ts';
import { packSdkLayer } from '../../../../layer/sdk/sdk-archive.ts';
import { readSdkPlan, type SdkPlan } from '../../../../layer/sdk/sdk-plan.ts';
import { snapbootVersion } from '../../../../layer/snapboot-version.ts';
import { type TemporaryFolder, temporaryFolder } from '../../../support/temporary-folder.ts';

const FILE = 'nodejs/node24/node_modules/a/index.js';
const PACKAGE = { version: '1.0.0', integrity: 'sha512-x', license: 'MIT' };

test('a zip says what it holds, inside and beside it', async () => {
  await using folder = await temporaryFolder({ [FILE]: 'text', 'dist/other.zip': '' });
  const archive = await packSdkLayer(layerIn(folder), plan(folder));
  const zip = await readFile(archive.zipFile);
  expect(archive).toMatchObject({
    zipFile: join(folder.path, 'dist/snapboot-sdk-node24.zip'),
    sha256: createHash('sha256').update(zip).digest('hex'),
    bytes: zip.length,
    nodeMajor: 24,
    sdkVersion: '3.1.0',
  });
  const files = unzipSync(zip);
  expect(Object.keys(files)).toEqual([FILE, 'snapboot/sdk.json']);
  expect(Buffer.from(files[FILE] ?? []).toString()).toBe('text');
  const manifest = {
    versions: { snapboot: snapbootVersion(), sdk: '3.1.0' },
    choice: 'common',
    compatibleRuntimes: ['provided.al2023'],
    compatibleArchitectures: ['x86_64', 'arm64'],
    licenses: ['ISC', 'MIT'],
    unpackedBytes: 4,
    packages: ['a', 'b', 'c'].map((name) => ({
      path: `node_modules/${name}`,
      version: PACKAGE.version,
      integrity: PACKAGE.integrity,
    })),
  };
  expect(JSON.parse(Buffer.from(files['snapboot/sdk.json'] ?? []).toString())).toEqual(manifest);
  expect(JSON.parse(await readFile(join(folder.path, 'dist/snapboot-sdk-node24.json'), 'utf8'))).toEqual({
    zip: { file: 'snapboot-sdk-node24.zip', bytes: archive.bytes, sha256: archive.sha256 },
    ...manifest,
  });
});

test('the same packages make the same zip, whatever their times and modes on this machine', async () => {
  await using one = await temporaryFolder({ [FILE]: 'text', 'dist/other.zip': '' });
  await using other = await temporaryFolder({ [FILE]: 'text', 'dist/other.zip': '' });
  await chmod(join(other.path, FILE), 0o600);
  const archives = [await packSdkLayer(layerIn(one), plan(one)), await packSdkLayer(layerIn(other), plan(other))];
  expect(archives[0]?.sha256).toBe(archives[1]?.sha256);
});

test.each([
  [{ unpackedBytes: 3 }, 'the layer of the AWS SDK is 0.1 MB unpacked, its budget 0.1 MB; --sdk common holds less'],
  [{ zipBytes: 10 }, 'snapboot-sdk-node24.zip is 0.1 MB, and PublishLayerVersion takes 0.1 MB in its request'],
])('over the limit %j, nothing is written', async (limits, line) => {
  await using folder = await temporaryFolder({ [FILE]: 'text', 'dist/other.zip': '' });
  await expect(packSdkLayer(layerIn(folder), plan(folder), { ...SDK_LIMITS, ...limits })).rejects.toThrow(line);
  expect(existsSync(join(folder.path, 'dist/snapboot-sdk-node24.zip'))).toBe(false);
});

function layerIn(folder: TemporaryFolder): BuiltSdkLayer {
  const packages = {
    'node_modules/b': PACKAGE,
    'node_modules/a': { ...PACKAGE, license: 'ISC' },
    'node_modules/c': { version: PACKAGE.version, integrity: PACKAGE.integrity },
  };
  return { folder: folder.path, files: [FILE], bytes: 4, lock: { release: '3.1.0', wanted: { a: '1.0.0' }, packages } };
}

function plan(folder: TemporaryFolder): SdkPlan {
  return { ...readSdkPlan({ sdk: 'common', out: folder.path }), archiveFolder: join(folder.path, 'dist') };
}
