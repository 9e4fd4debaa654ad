// `snapboot layer publish`, with a few bytes in place of the layer: what they are, SMALL_ARCHIVE says.
import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { strToU8, zipSync } from 'fflate';
import type { BuildPlan } from '../../layer/build-plan.ts';
import type { LayerArchive } from '../../layer/layer-archive.ts';
import { runPublishCommand } from '../../layer/publish-command.ts';

const folder = mkdtempSync(join(tmpdir(), 'snapboot-test-'));
process.on('exit', () => rmSync(folder, { recursive: true, force: true }));
await runPublishCommand(process.argv.slice(2), smallArchive).catch((error: unknown) => {
  if (!(error instanceof Error && 'isUserError' in error)) throw error;
  process.stderr.write(`snapboot: ${error.message}\n`);
  process.exitCode = 1;
});

async function smallArchive({ architecture, nodeVersion }: BuildPlan): Promise<LayerArchive> {
  const text = `${process.env.SMALL_ARCHIVE ?? 'small'} ${architecture} ${nodeVersion}`;
  const zip = zipSync({ bootstrap: strToU8(text) }, { mtime: new Date(2000, 0, 1) });
  const zipFile = join(folder, `${architecture}.zip`);
  writeFileSync(zipFile, zip);
  return {
    zipFile,
    sha256: createHash('sha256').update(zip).digest('hex'),
    bytes: zip.length,
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
