// `snapboot layer publish`, with a few bytes in place of the layer: what they are, SMALL_ARCHIVE says.
import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { strToU8, zipSync } from 'fflate';
import type { BuildPlan } from '../../layer/build-plan.ts';
import type { LayerArchive } from '../../layer/layer-archive.ts';
import { runPublishCommand } from '../../layer/publish-command.ts';
import type { SdkArchive } from '../../layer/sdk/sdk-archive.ts';
import { lockOf, pinnedSdk } from '../../layer/sdk/sdk-lock.ts';
import { sdkManifest } from '../../layer/sdk/sdk-manifest.ts';
import type { SdkPlan } from '../../layer/sdk/sdk-plan.ts';

const folder = mkdtempSync(join(tmpdir(), 'snapboot-test-'));
process.on('exit', () => rmSync(folder, { recursive: true, force: true }));
await runPublishCommand(process.argv.slice(2), { runtime: smallArchive, sdk: smallSdk }).catch((error: unknown) => {
  if (!(error instanceof Error && 'isUserError' in error)) throw error;
  process.stderr.write(`snapboot: ${error.message}\n`);
  process.exitCode = 1;
});

async function smallArchive({ architecture, nodeVersion }: BuildPlan): Promise<LayerArchive> {
  return {
    ...smallZip(`${architecture} ${nodeVersion}`),
    architecture,
    nodeMajor: Number.parseInt(nodeVersion, 10),
    nodeVersion,
    manifest: {
      versions: { snapboot: '0.0.0', node: nodeVersion, v8: '0.0.0' },
      compatibleRuntimes: ['provided.al2023'],
      compatibleArchitectures: [architecture],
      files: [],
    },
  };
}

async function smallSdk({ choice, nodeMajor }: SdkPlan): Promise<readonly SdkArchive[]> {
  const lock = lockOf(pinnedSdk(), choice.names);
  const manifest = sdkManifest(lock, { choice }, 0);
  return [{ ...smallZip(`sdk ${choice.text} ${nodeMajor}`), folder, nodeMajor, sdkVersion: lock.release, manifest }];
}

function smallZip(name: string): Pick<LayerArchive, 'zipFile' | 'sha256' | 'bytes'> {
  const text = `${process.env.SMALL_ARCHIVE ?? 'small'} ${name}`;
  const zip = zipSync({ bootstrap: strToU8(text) }, { mtime: new Date(2000, 0, 1) });
  const zipFile = join(folder, `${encodeURIComponent(name)}.zip`);
  writeFileSync(zipFile, zip);
  return { zipFile, sha256: createHash('sha256').update(zip).digest('hex'), bytes: zip.length };
}
