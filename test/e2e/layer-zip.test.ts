import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { readBuildPlan } from '../../layer/build-plan.ts';
import { buildArchive } from '../../layer/layer-archive.ts';
import { createLocalRunner } from '../../service/local-runner.ts';
import { startService } from '../support/start-service.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

test('the zip, unpacked as Lambda does it, is a layer that runs a function', async ({ skip }) => {
  skip(process.platform !== 'linux', 'the layer is for Linux');
  skip(!spawnable('unzip'), 'this machine has no unzip');
  await using folder = await temporaryFolder({
    'code/index.mjs': 'export const handler = async ({ name }) => ({ hello: name, node: process.execPath });',
    // Nothing but the layer brings a bootstrap.
    'no-runtime/nothing': '',
  });
  const archive = await buildArchive(readBuildPlan(['--out', folder.path]));
  const opt = join(folder.path, 'opt');
  execFileSync('unzip', ['-q', archive.zipFile, '-d', opt]);
  await using lambda = await startService({
    functions: [
      { name: 'hello', taskRoot: join(folder.path, 'code'), handler: 'index.handler', layers: [opt], memoryMb: 1769 },
    ],
    sandbox: true,
    createRunner: (setting) => createLocalRunner(join(folder.path, 'no-runtime/bootstrap'), setting),
  });
  const { hello, node } = (await lambda.call('hello', { name: 'Ada' })) as Record<string, string>;
  expect(hello).toBe('Ada');
  expect(node).toMatch(/\/bin\/node$/);
});

function spawnable(program: string): boolean {
  try {
    execFileSync(program, ['-v'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}
