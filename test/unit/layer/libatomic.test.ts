import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { type BuildPlan, readBuildPlan } from '../../../layer/build-plan.ts';
import { runCommand } from '../../../layer/command.ts';
import { LIBATOMIC_PACKAGES, libatomic } from '../../../layer/libatomic.ts';
import { type TemporaryFolder, temporaryFolder } from '../../support/temporary-folder.ts';
import { tinyElf } from './tiny-elf.ts';

const PATH = process.env.PATH;

afterEach(() => {
  process.env.PATH = PATH;
});

test('a library of the user is taken as it is, when it will load', async () => {
  await using folder = await temporaryFolder();
  const file = join(folder.path, 'libatomic.so.1');
  await writeFile(file, tinyElf({ machine: 183, libraries: ['libc.so.6'] }));
  expect(await libatomic({ ...plan(folder), libatomic: file })).toBe(file);
  await expect(libatomic({ ...plan(folder), architecture: 'x86_64', libatomic: file })).rejects.toThrow(
    `--libatomic ${file}: this is no Linux program for x86_64 but for arm64`,
  );
});

test('without apt-get, one line says so and what to do', async () => {
  await using folder = await temporaryFolder();
  process.env.PATH = folder.path;
  await expect(libatomic(plan(folder))).rejects.toThrow(
    'libatomic.so.1 cannot be fetched, apt-get was not found on PATH; --libatomic FILE takes one that you have',
  );
});

test('what apt-get says is told', async () => {
  await using folder = await temporaryFolder({
    'bin/apt-get': '#!/bin/sh\necho "E: Unable to locate package $3" >&2\nexit 100\n',
  });
  process.env.PATH = `${folder.path}/bin:${PATH}`;
  const { name, version } = LIBATOMIC_PACKAGES.arm64;
  await expect(libatomic(plan(folder))).rejects.toThrow(
    `libatomic.so.1 cannot be fetched, apt-get failed (exit 100): Unable to locate package ${name}=${version}; --libatomic`,
  );
});

test('another library than the pinned one is refused, and not kept', async (context) => {
  if ((await runCommand('dpkg-deb', ['--version'])).state === 'missing') return context.skip('there is no dpkg-deb');
  const { path } = LIBATOMIC_PACKAGES.arm64;
  await using folder = await temporaryFolder({
    'bin/apt-get': '#!/bin/sh\ndpkg-deb -b "$(dirname "$0")/../package" libatomic1-arm64-cross.deb\n',
    'package/DEBIAN/control':
      'Package: libatomic1-arm64-cross\nVersion: 1\nArchitecture: all\nMaintainer: a <a@b.c>\nDescription: a\n',
    [`package/${path}.2.0`]: 'another',
  });
  process.env.PATH = `${folder.path}/bin:${PATH}`;
  for (let time = 0; time < 2; time += 1) {
    await expect(libatomic(plan(folder))).rejects.toThrow(
      /holds another libatomic\.so\.1 than is pinned: expected 0dd9/,
    );
  }
});

function plan(folder: TemporaryFolder): BuildPlan {
  return { ...readBuildPlan(['--arch', 'arm64']), cacheFolder: join(folder.path, 'cache') };
}
