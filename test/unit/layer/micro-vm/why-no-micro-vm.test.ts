import { existsSync } from 'node:fs';
import { readdir, symlink } from 'node:fs/promises';
import { afterEach, expect, type TestContext, test } from 'vitest';
import { hostArchitecture } from '../../../../layer/build-plan.ts';
import { debianKernel } from '../../../../layer/micro-vm/debian-kernel.ts';
import { runInMicroVm, whyNoMicroVm } from '../../../../layer/micro-vm/micro-vm.ts';
import { findProgram } from '../../../../service/processes/system-program.ts';
import { temporaryFolder } from '../../../support/temporary-folder.ts';

const PATH = process.env.PATH;
const KERNEL_PACKAGE = 'linux-image-6.1.0-50-cloud-amd64_6.1.176-1_amd64.deb';

afterEach(() => {
  process.env.PATH = PATH;
});

test('without an emulator, one line says so and what to install', async () => {
  await using folder = await temporaryFolder();
  process.env.PATH = folder.path;
  const reason = 'there is no qemu-system-aarch64 on PATH (package qemu-system-arm)';
  expect(await whyNoMicroVm('arm64', '6.1', folder.path)).toBe(reason);
  const request = { architecture: 'arm64', memoryMB: 128, files: [], command: ['/a'], limitMs: 1000 } as const;
  await expect(runInMicroVm(request)).rejects.toThrow(
    `the virtual machine (arm64, Linux 6.1) cannot be had: ${reason}`,
  );
});

test('without a compiler, one line says so', async () => {
  await using folder = await temporaryFolder({ 'qemu-system-x86_64': '#!/bin/sh\n' });
  process.env.PATH = folder.path;
  expect(await whyNoMicroVm('x86_64', '5.10', folder.path)).toMatch(
    /^its first program is missing, there is no compiler for it \(Debian's package gcc(-x86-64-linux-gnu)?\)$/,
  );
});

test('without apt, one line says that there is no kernel', async (context) => {
  const gcc = findProgram('gcc');
  if (gcc === undefined || process.platform !== 'linux') return context.skip('this machine has no gcc');
  const architecture = hostArchitecture();
  const program = architecture === 'arm64' ? 'qemu-system-aarch64' : 'qemu-system-x86_64';
  await using folder = await temporaryFolder({ [program]: '#!/bin/sh\n' });
  for (const name of ['gcc', 'as', 'ld']) await symlink(findProgram(name) ?? gcc, `${folder.path}/${name}`);
  process.env.PATH = folder.path;
  expect(await whyNoMicroVm(architecture, '5.10', folder.path)).toBe(
    `there is no Linux 5.10 for ${architecture}: apt-get was not found on PATH`,
  );
});

test('where apt has no lists, one line says how to get them', async () => {
  await using folder = await temporaryFolder({ 'bin/apt-get': '#!/bin/sh\n' });
  process.env.PATH = `${folder.path}/bin:${PATH}`;
  expect(await debianKernel('x86_64', '6.1', folder.path)).toEqual({
    reason: 'there is no Linux 6.1 for x86_64: apt knows no mirror of Debian (before apt-get update it knows none)',
  });
});

test('another package than the pinned one is refused, and not kept', async (context) => {
  await using folder = await mirror(context, { [KERNEL_PACKAGE]: 'another' });
  const cache = `${folder.path}/cache`;
  expect(await debianKernel('x86_64', '6.1', cache)).toEqual({ reason: expect.stringMatching(/Hash Sum mismatch/) });
  expect(await readdir(cache)).toEqual([]);
});

test('a package that the mirror has no more is told', async (context) => {
  await using folder = await mirror(context, {});
  expect(await debianKernel('x86_64', '6.1', `${folder.path}/cache`)).toEqual({
    reason: expect.stringMatching(/^there is no Linux 6\.1 for x86_64: .*apt-helper failed \(exit \d+\): .*not found/),
  });
});

/** Lets apt name a folder as its mirror. */
async function mirror(
  { skip }: TestContext,
  packages: Readonly<Record<string, string>>,
): ReturnType<typeof temporaryFolder> {
  skip(!existsSync('/usr/lib/apt/apt-helper'), 'this machine has no apt');
  const pool = 'mirror/pool/main/l/linux-signed-amd64';
  const files = Object.entries(packages).map(([name, text]) => [`${pool}/${name}`, text]);
  const folder = await temporaryFolder({ 'bin/apt-get': APT_GET, ...Object.fromEntries(files) });
  process.env.PATH = `${folder.path}/bin:${PATH}`;
  return folder;
}

const APT_GET = '#!/bin/sh\necho "Debian Debian file://$(dirname "$(dirname "$0")")/mirror/"\n';
