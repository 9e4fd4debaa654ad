import { symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { expectToldInOneLine, runSnapboot } from '../support/run-snapboot.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const WORKS = '#!/bin/sh\nexit 0\n';
const HAS_NO_ENGINE = '#!/bin/sh\necho Cannot connect to the daemon >&2\nexit 1\n';

test('without a program that builds images, each is named with its fault', async () => {
  await using programs = await temporaryFolder({ docker: HAS_NO_ENGINE });
  // What the first lines of scripts/snapboot.ts call.
  for (const name of ['dirname', 'realpath', 'true']) await symlink(`/usr/bin/${name}`, join(programs.path, name));
  const { code, stderr } = await runSnapboot(['image', 'build'], { variables: { PATH: programs.path } });
  expect(stderr).toBe(
    'snapboot: no program builds images here: docker failed (exit 1): Cannot connect to the daemon; ' +
      'podman was not found on PATH; buildah was not found on PATH\n',
  );
  expect(code).toBe(1);
});

test('a client of Docker without an engine is passed over', async () => {
  const stderr = await buildWith({ docker: HAS_NO_ENGINE, podman: WORKS });
  expect(stderr).toContain('layer: podman build --platform linux/');
});

test('Docker comes first, makes no index of the image, and keeps it where it can be pushed from', async () => {
  const stderr = await buildWith({ docker: WORKS, podman: WORKS });
  expect(stderr).toContain('layer: docker buildx build --provenance=false --load --platform linux/');
});

test('the only tool allowed is not replaced by another', async () => {
  await using programs = await temporaryFolder({ docker: HAS_NO_ENGINE, podman: WORKS });
  const { stderr } = await runSnapboot(['image', 'build', '--tool', 'docker'], { variables: onPath(programs.path) });
  expect(stderr).toBe('snapboot: --tool docker: docker failed (exit 1): Cannot connect to the daemon\n');
});

test('when the tool fails, the last that it said is told', async () => {
  const docker =
    '#!/bin/sh\n[ "$1" = version ] && exit 0\nseq 9 >&2\necho "ERROR: no space left" >&2\necho >&2\nexit 2\n';
  expect(await buildWith({ docker })).toMatch(/\nsnapboot: docker failed \(exit 2\): no space left\n$/);
  const podman = '#!/bin/sh\n[ "$1" = version ] && exit 0\nseq 9 >&2\nexit 2\n';
  expect(await buildWith({ docker: HAS_NO_ENGINE, podman })).toMatch(
    /\nsnapboot: podman failed \(exit 2\): 7: 8: 9\n$/,
  );
});

test.each([
  [['--tool', 'kaniko'], '--tool kaniko: images are built by docker, podman, buildah'],
  [['--tag', 'Not A Name'], '--tag Not A Name: an image is named like snapboot or registry.example/snapboot:24'],
  [['--base', ''], '--base: the image has no name'],
  [['--arch', 'mips'], "--arch mips: Lambda's architectures are x86_64 and arm64"],
  [['--tagg', 'x'], "Unknown option '--tagg': snapboot image build --help"],
])('the mistake %j is told in one line', async (args, line) => {
  await expectToldInOneLine(['image', 'build', ...args], line);
});

test('there is nothing else to do with images', async () => {
  await expectToldInOneLine(['image', 'push'], 'unknown command image push; there is build: snapboot image --help');
});

test.each([['image'], ['image --help'], ['image build --help']])('there is help for %s', async (line) => {
  const { code, stdout } = await runSnapboot(line.split(' '));
  expect(stdout).toMatch(/^Usage: snapboot image build[\s\S]*\nExamples\n {2}snapboot image build\n {2}snapboot /);
  expect(code).toBe(0);
});

/** What is said on stderr where these programs are found before any others. */
async function buildWith(files: Readonly<Record<string, string>>): Promise<string> {
  await using programs = await temporaryFolder(files);
  return (await runSnapboot(['image', 'build'], { variables: onPath(programs.path) })).stderr;
}

function onPath(folder: string): { readonly PATH: string } {
  return { PATH: `${folder}:${process.env.PATH}` };
}
