import { existsSync } from 'node:fs';
import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { buildLayer } from '../../../layer/build-layer.ts';
import { type BuildPlan, NODE_VERSIONS, readBuildPlan } from '../../../layer/build-plan.ts';
import { runCommand } from '../../../layer/command.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

const SOURCES = {
  'entry.ts': 'console.log(process.version);\n',
  'bootstrap.sh':
    '#!/bin/sh\n# for Node.js @NODE_MAJOR@\nexec "$(dirname "$0")/bin/node" "$(dirname "$0")/snapboot/runtime.cjs"\n',
};

test.runIf(process.platform === 'linux')('a layer is built that starts', async () => {
  await using folder = await temporaryFolder(SOURCES);
  const layer = await buildLayer(plan(folder.path));
  expect(await readFile(layer.bootstrap, 'utf8')).toContain('# for Node.js 24\n');
  expect(await runCommand(layer.bootstrap, [])).toMatchObject({ code: 0, stdout: `v${NODE_VERSIONS[24]}\n` });
  const before = await stat(layer.bootstrap);
  await buildLayer(plan(folder.path));
  expect((await stat(layer.bootstrap)).ino).toBe(before.ino);
});

test('a bootstrap script that cannot be read is told, and nothing is written', async () => {
  await using folder = await temporaryFolder(SOURCES);
  const broken = { ...plan(folder.path), bootstrapScript: join(folder.path, 'missing.sh') };
  await expect(buildLayer(broken)).rejects.toThrow('missing.sh cannot be read');
  expect(existsSync(broken.outputFolder)).toBe(false);
});

function plan(folder: string): BuildPlan {
  return {
    ...readBuildPlan(['--bootstrap', 'sh']),
    entry: join(folder, 'entry.ts'),
    bootstrapScript: join(folder, 'bootstrap.sh'),
    cacheFolder: join(folder, 'cache'),
    outputFolder: join(folder, 'out'),
  };
}
