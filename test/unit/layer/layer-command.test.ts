import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { hostArchitecture } from '../../../layer/build-plan.ts';
import { expectToldInOneLine, runSnapboot } from '../../support/run-snapboot.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';
import { tinyElf } from './tiny-elf.ts';

// Each test starts the command line once.
const MACHINE = { x86_64: 62, arm64: 183 }[hostArchitecture()];
const OTHER_MACHINE = { x86_64: 183, arm64: 62 }[hostArchitecture()];

test.each([
  [['layer', '--help'], 'Usage: snapboot layer COMMAND'],
  [['layer'], 'Usage: snapboot layer COMMAND'],
  [['layer', 'build', '--help'], 'Usage: snapboot layer build [options]'],
])('%j shows the help', async (args, text) => {
  const { code, stdout } = await runSnapboot(args);
  expect(stdout).toContain(text);
  expect(code).toBe(0);
});

test.each([
  [['layer', 'built'], 'unknown command layer built; there are '],
  [['layer', 'build', '--fast'], "Unknown option '--fast': snapboot layer build --help"],
  [['layer', 'build', '--arch', 'arm'], "--arch arm: Lambda's architectures are x86_64 and arm64"],
  [['layer', 'build', '--node', '22'], '--node 22: the layer is built for Node.js 24 or 26'],
  [['layer', 'build', '--arch', 'all', '--node-binary', 'node'], '--arch all: the file of --node-binary is for one'],
  [['layer', 'build', '--out', '/dev/null/layers'], '--out /dev/null/layers: cannot be written (ENOTDIR)'],
  [['layer', 'build', '--node-binary', 'no/such'], '--node-binary no/such: no such file'],
])('%j is told in one line', async (args, line) => {
  await using folder = await temporaryFolder();
  await expectToldInOneLine(args.includes('--out') ? args : withOut(args, folder.path), line);
});

test.each([
  ['another architecture', { machine: OTHER_MACHINE }, `this is no Linux program for ${hostArchitecture()} but for`],
  [
    'a newer glibc',
    { machine: MACHINE, versions: { 'libc.so.6': ['GLIBC_2.41'] } },
    'it needs more than Amazon Linux 2023 has: GLIBC_2.41 of libc.so.6 (it has GLIBC_2.34)',
  ],
])('a binary for %s is told in one line', async (_title, elf, line) => {
  await using folder = await temporaryFolder();
  const binary = join(folder.path, 'node');
  await writeFile(binary, tinyElf(elf));
  await expectToldInOneLine(withOut(['layer', 'build', '--node-binary', binary], folder.path), line);
});

function withOut(args: readonly string[], folder: string): readonly string[] {
  return args[1] === 'build' ? [...args, '--out', folder] : args;
}
