import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test, vi } from 'vitest';
import { whyNoArm64 } from '../../layer/emulation.ts';
import { whyNoMicroVm } from '../../layer/micro-vm/micro-vm.ts';
import { runSnapboot } from '../support/run-snapboot.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

// Layer and function are put into images by an emulated processor, and compared.
vi.setConfig({ testTimeout: 1_200_000 });

const SOURCES = {
  'index.ts': `import { randomUUID } from 'node:crypto';
    export const handler = async ({ name }: { name: string }): Promise<unknown> => {
      console.log('greeting', name);
      return { name, id: randomUUID(), architecture: process.arch };
    };`,
  'event.json': '{"name":"Ada"}',
};
const BUILD = ['function', 'build', 'index.ts', '--event', 'event.json', '--out', 'built', '--trials', '0'];

test('a function for arm64 gets an image on any machine, which does the same as without in a virtual one', async ({
  skip,
}) => {
  const missing = whyNoArm64() ?? (await whyNoMicroVm('arm64'));
  if (missing !== undefined) return skip(missing);
  await using folder = await temporaryFolder(SOURCES);
  const { code, stdout } = await runSnapboot([...BUILD, '--image', '--arch', 'arm64'], { cwd: folder.path });
  expect(stdout).toContain('built for arm64');
  expect(code).toBe(0);
  const { built } = JSON.parse(await readFile(join(folder.path, 'built/snapboot.json'), 'utf8'));
  expect(built).toMatchObject({ mode: 'image', architecture: 'arm64' });
});

test('what cannot be in an image is told of one that is taken in a virtual machine as well', async ({ skip }) => {
  const missing = await whyNoMicroVm('x86_64');
  if (missing !== undefined) return skip(missing);
  await using folder = await temporaryFolder({
    ...SOURCES,
    'index.ts': `import { randomUUID } from 'node:crypto';
      export const id = randomUUID(); export const handler = async () => id;`,
  });
  const { code, stderr } = await runSnapboot([...BUILD, '--image', '--image-ground', 'vm'], { cwd: folder.path });
  expect(stderr).toContain('no image: while it is loaded, the function (index.ts:2) draws crypto.randomUUID()');
  expect(code).toBe(1);
});
