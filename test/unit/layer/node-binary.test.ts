import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { type BuildPlan, hostArchitecture, readBuildPlan } from '../../../layer/build-plan.ts';
import { nodeBinary } from '../../../layer/node-binary.ts';
import { repository } from '../../support/run-snapboot.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';
import { tinyElf } from './tiny-elf.ts';

const otherArchitecture = hostArchitecture() === 'arm64' ? 'x86_64' : 'arm64';
const ownMajor = String(process.versions.node.split('.', 1));
const otherMajor = ownMajor === '26' ? '24' : '26';
// A program without libraries: one of the machine's own may need more than Amazon Linux 2023 has.
const otherProgram = `${repository}node_modules/@esbuild/linux-${process.arch}/bin/esbuild`;

test('a binary of the user is taken as it is, when it is what the plan asks for', async () => {
  const { file, libraries } = await nodeBinary(own(process.execPath, ['--node', ownMajor]));
  expect(file).toBe(process.execPath);
  expect(libraries).toContain('libc.so.6');
});

test.runIf(process.platform === 'linux').each([
  ['that is not there', '/no/such/file', [], 'no such file'],
  ['for another architecture', process.execPath, ['--arch', otherArchitecture], 'this is no Linux program for'],
  ['that is another program', otherProgram, [], 'this is not Node.js'],
  ['of another version', process.execPath, ['--node', otherMajor], `but the layer is built for ${otherMajor} (--node)`],
])('a binary %s is refused', async (_title, file, args, reason) => {
  await expect(nodeBinary(own(file, args))).rejects.toThrow(`--node-binary ${file}: `);
  await expect(nodeBinary(own(file, args))).rejects.toThrow(reason);
});

test('a file that is no program is refused', async () => {
  await using folder = await temporaryFolder({ node: 'text' });
  await expect(nodeBinary(own(join(folder.path, 'node')))).rejects.toThrow('this is no Linux program (no ELF file)');
});

test('what cannot be run on this machine is asked for its version all the same', async () => {
  await using folder = await temporaryFolder();
  const file = join(folder.path, 'node');
  const program = tinyElf({ machine: { x86_64: 62, arm64: 183 }[otherArchitecture] });
  const plan = own(file, ['--arch', otherArchitecture]);
  await writeFile(file, Buffer.concat([program, Buffer.from(['', '24.3.1', '13.6.233.17-node.53', ''].join('\0'))]));
  expect((await nodeBinary(plan)).file).toBe(file);
  await writeFile(file, Buffer.concat([program, Buffer.from(['', '26.3.1', '14.6.202.34-node.34', ''].join('\0'))]));
  await expect(nodeBinary(plan)).rejects.toThrow(`--node-binary ${file}: the versions of a Node.js 24 are not in it`);
});

test('a version without a pinned binary is told', async () => {
  const plan = { ...readBuildPlan(['--arch', otherArchitecture]), nodeVersion: '24.0.0' };
  await expect(nodeBinary(plan)).rejects.toThrow(
    `there is no pinned Node.js 24.0.0 for ${otherArchitecture}; --node-binary`,
  );
});

function own(file: string, args: readonly string[] = []): BuildPlan {
  return readBuildPlan(['--node-binary', file, ...args]);
}
