import { join } from 'node:path';
import { expect, test } from 'vitest';
import { type BuildPlan, hostArchitecture, readBuildPlan } from '../../../layer/build-plan.ts';
import { nodeBinary } from '../../../layer/node-binary.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

const otherArchitecture = hostArchitecture() === 'arm64' ? 'x86_64' : 'arm64';
const otherMajor = process.versions.node.startsWith('26.') ? '24' : '26';

test('a binary of the user is taken as it is, when it is what the plan asks for', async () => {
  expect(await nodeBinary(own(process.execPath, ['--node', String(process.versions.node.split('.', 1))]))).toBe(
    process.execPath,
  );
});

test.runIf(process.platform === 'linux').each([
  ['that is not there', '/no/such/file', [], 'no such file'],
  ['for another architecture', process.execPath, ['--arch', otherArchitecture], 'this is no Linux program for'],
  ['that is another program', '/bin/sh', [], 'this is not Node.js'],
  ['of another version', process.execPath, ['--node', otherMajor], `but the layer is built for ${otherMajor} (--node)`],
])('a binary %s is refused', async (_title, file, args, reason) => {
  await expect(nodeBinary(own(file, args))).rejects.toThrow(`--node-binary ${file}: `);
  await expect(nodeBinary(own(file, args))).rejects.toThrow(reason);
});

test('a file that is no program is refused', async () => {
  await using folder = await temporaryFolder({ node: 'text' });
  await expect(nodeBinary(own(join(folder.path, 'node')))).rejects.toThrow('this is no Linux program for');
});

function own(file: string, args: readonly string[] = []): BuildPlan {
  return readBuildPlan(['--node-binary', file, ...args]);
}
