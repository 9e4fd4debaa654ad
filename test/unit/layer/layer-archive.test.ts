import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { chmod, readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { BuiltLayer } from '../../../layer/build-layer.ts';
import { type BuildPlan, hostArchitecture, NODE_VERSIONS, readBuildPlan } from '../../../layer/build-plan.ts';
import { buildArchive, packLayer } from '../../../layer/layer-archive.ts';
import { LAYER_LIMITS } from '../../../layer/layer-size.ts';
import { snapbootVersion } from '../../../layer/snapboot-version.ts';
import { type TemporaryFolder, temporaryFolder } from '../../support/temporary-folder.ts';

const NODE = ['code', '24.3.1', '1.2.3', '13.6.233.17-node.53', ''].join('\0');
// Ten seconds of one processor, which others may want as well.
const PATIENCE_MS = 300_000;

test('a zip says what it holds, inside and beside it', async () => {
  await using folder = await temporaryFolder(tree());
  const archive = await packLayer(layerIn(folder), plan(folder));
  const zip = await readFile(archive.zipFile);
  expect(archive).toMatchObject({
    zipFile: join(folder.path, 'dist/snapboot-node24-arm64.zip'),
    sha256: createHash('sha256').update(zip).digest('hex'),
    bytes: zip.length,
    architecture: 'arm64',
    nodeMajor: 24,
    nodeVersion: '24.3.1',
  });
  expect(archive.manifest).toEqual({
    versions: { snapboot: snapbootVersion(), node: '24.3.1', v8: '13.6.233.17-node.53' },
    compatibleRuntimes: ['provided.al2023'],
    compatibleArchitectures: ['arm64'],
    files: [fileOf('bin/node', '0755', NODE), fileOf('bootstrap', '0755', '#!/bin/sh\n'), fileOf('lib/a', '0644', 'a')],
  });
  expect(JSON.parse(await readFile(join(folder.path, 'dist/snapboot-node24-arm64.json'), 'utf8'))).toEqual({
    zip: { file: 'snapboot-node24-arm64.zip', bytes: archive.bytes, sha256: archive.sha256 },
    ...archive.manifest,
  });
});

test('the same layer makes the same zip, whatever its times and modes on this machine', async () => {
  await using one = await temporaryFolder(tree());
  await using other = await temporaryFolder(tree());
  await chmod(join(other.path, 'build/lib/a'), 0o600);
  const archives = [await packLayer(layerIn(one), plan(one)), await packLayer(layerIn(other), plan(other))];
  const [first, second] = await Promise.all(archives.map(({ zipFile }) => readFile(zipFile)));
  expect(first?.equals(second ?? Buffer.alloc(0))).toBe(true);
});

test.each([
  [{ unpackedBytes: 10 }, /^the layer for arm64 is 0\.1 MB unpacked, its budget 0\.1 MB; a binary that keeps/],
  [{ zipBytes: 10 }, /^snapboot-node24-arm64\.zip is 0\.1 MB, and PublishLayerVersion takes 0\.1 MB in its request$/],
])('over the limit %j, nothing is written', async (limits, line) => {
  await using folder = await temporaryFolder(tree());
  await expect(packLayer(layerIn(folder), plan(folder), { ...LAYER_LIMITS, ...limits })).rejects.toThrow(line);
  expect(existsSync(join(folder.path, 'dist/snapboot-node24-arm64.zip'))).toBe(false);
});

test('a binary of another version is found out, also for the architecture that this machine is not', async () => {
  await using folder = await temporaryFolder({ ...tree(), 'build/bin/node': NODE.replace('24.3.1', '22.3.1') });
  const own = { ...plan(folder), nodeBinary: 'own/node' };
  await expect(packLayer(layerIn(folder), own)).rejects.toThrow(
    '--node-binary own/node: the versions of a Node.js 24 are not in it',
  );
});

test.runIf(process.platform === 'linux')(
  'the real zip holds the built layer, and what is unpacked from it starts',
  async (context) => {
    if (!hasUnzip()) return context.skip('this machine has no unzip');
    await using folder = await temporaryFolder();
    const real = { ...readBuildPlan([]), archiveFolder: join(folder.path, 'dist') };
    const archive = await buildArchive(real);
    const unpacked = join(folder.path, 'opt');
    execFileSync('unzip', ['-q', archive.zipFile, '-d', unpacked]);
    expect(await contentOf(unpacked)).toEqual({
      ...(await contentOf(real.outputFolder)),
      'snapboot/manifest.json': { mode: '0644', sha256: sha256Of(await manifestText(unpacked)) },
    });
    expect(JSON.parse(await manifestText(unpacked))).toEqual(archive.manifest);
    expect(archive).toMatchObject({ architecture: hostArchitecture(), nodeVersion: NODE_VERSIONS[24] });
    const versions = execFileSync(join(unpacked, 'bin/node'), ['-p', 'JSON.stringify(process.versions)']);
    expect(JSON.parse(versions.toString())).toMatchObject({
      node: archive.manifest.versions.node,
      v8: archive.manifest.versions.v8,
    });
  },
  PATIENCE_MS,
);

function tree(): Record<string, string> {
  return { 'build/bootstrap': '#!/bin/sh\n', 'build/bin/node': NODE, 'build/lib/a': 'a', 'dist/other': '' };
}

function layerIn({ path }: TemporaryFolder): BuiltLayer {
  const folder = join(path, 'build');
  const modes = { 'lib/a': 0o644, bootstrap: 0o755, 'bin/node': 0o755 };
  const artifacts = Object.entries(modes).map(([name, mode]) => ({ path: name, mode, content: { data: '' } }));
  return { folder, bootstrap: join(folder, 'bootstrap'), artifacts };
}

function plan({ path }: TemporaryFolder): BuildPlan {
  return readBuildPlan(['--arch', 'arm64', '--out', path]);
}

function fileOf(path: string, mode: string, content: string): object {
  return { path, mode, bytes: content.length, sha256: sha256Of(content) };
}

function sha256Of(content: string | Buffer): string {
  return createHash('sha256').update(content).digest('hex');
}

function manifestText(folder: string): Promise<string> {
  return readFile(join(folder, 'snapboot/manifest.json'), 'utf8');
}

async function contentOf(folder: string): Promise<Record<string, { mode: string; sha256: string }>> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile()).map(({ parentPath, name }) => join(parentPath, name));
  return Object.fromEntries(
    await Promise.all(
      files.map(async (file) => {
        const mode = `0${((await stat(file)).mode & 0o777).toString(8)}`;
        return [file.slice(folder.length + 1), { mode, sha256: sha256Of(await readFile(file)) }] as const;
      }),
    ),
  );
}

function hasUnzip(): boolean {
  try {
    execFileSync('unzip', ['-v'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}
