import { readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, type TestContext, test } from 'vitest';
import { ARCHITECTURES, type Architecture } from '../../../../layer/build-plan.ts';
import { openElf, PROGRAM } from '../../../../layer/elf/elf-image.ts';
import { sectionNamed } from '../../../../layer/elf/elf-section.ts';
import { BOOT_SECTION_BYTES, LAUNCHER } from '../../../../layer/launcher/compile-launcher.ts';
import { BOOT_SECTION, fillLauncher } from '../../../../layer/launcher/fill-launcher.ts';
import { compiledProgram, prebuiltProgram, programFor } from '../../../../layer/native/compiled-program.ts';
import { temporaryFolder } from '../../../support/temporary-folder.ts';

const MAX_BYTES = 28 * 1024;

test.for(ARCHITECTURES)(
  'the launcher for %s is a small program that needs no library',
  async (architecture, context) => {
    await using folder = await temporaryFolder();
    const file = await compiled(architecture, folder.path, context);
    expect((await stat(file)).size - BOOT_SECTION_BYTES).toBeLessThanOrEqual(MAX_BYTES);
    using image = openElf(file);
    expect(image.architecture).toBe(architecture);
    const types = image.programHeaders.map(({ type }) => type);
    expect(types).toContain(PROGRAM.load);
    expect(types).not.toContain(PROGRAM.interpreter);
    expect(types).not.toContain(PROGRAM.dynamic);
  },
);

test.for(ARCHITECTURES)('two builds of the launcher for %s make the same bytes', async (architecture, context) => {
  await using one = await temporaryFolder();
  await using other = await temporaryFolder();
  const first = await readFile(await compiled(architecture, one.path, context));
  const second = await readFile(await compiled(architecture, join(other.path, 'deep/er'), context));
  expect(second.equals(first)).toBe(true);
});

test('a launcher that is compiled already is not compiled again', async (context) => {
  await using folder = await temporaryFolder();
  const before = await stat(await compiled('x86_64', folder.path, context));
  expect((await stat(await compiled('x86_64', folder.path, context))).ino).toBe(before.ino);
});

test('without a compiler there is a reason, with the package that has one', async () => {
  await using folder = await temporaryFolder();
  expect(await compiledProgram(LAUNCHER, 'arm64', folder.path, ['no-such-compiler'])).toEqual({
    missing: expect.stringMatching(/^there is no compiler for it \(Debian's package gcc/),
  });
});

test('a launcher of the same sources that came with the package is taken, and needs no compiler', async () => {
  await using folder = await temporaryFolder();
  const file = join(folder.path, await prebuiltProgram(LAUNCHER, 'arm64'));
  await writeFile(file, 'a launcher');
  expect(await programFor(LAUNCHER, 'arm64', join(folder.path, 'cache'), folder.path)).toEqual({ file });
});

test('a launcher is filled with what it is told, and nothing else of it changes', async (context) => {
  await using folder = await temporaryFolder();
  const file = await compiled('x86_64', folder.path, context);
  const told = Buffer.from('what a layer consists of');
  const filled = await fillLauncher(file, told);
  using image = openElf(file);
  const { offset, bytes } = sectionNamed(image, BOOT_SECTION);
  expect(bytes).toBe(BOOT_SECTION_BYTES);
  expect(filled.subarray(offset, offset + told.length).equals(told)).toBe(true);
  const before = await readFile(file);
  expect(filled.subarray(0, offset).equals(before.subarray(0, offset))).toBe(true);
  expect(filled.subarray(offset + told.length).equals(before.subarray(offset + told.length))).toBe(true);
});

test('what a launcher has no room for is refused', async (context) => {
  await using folder = await temporaryFolder();
  const file = await compiled('x86_64', folder.path, context);
  await expect(fillLauncher(file, Buffer.alloc(BOOT_SECTION_BYTES + 1))).rejects.toThrow(
    `the launcher has room for ${BOOT_SECTION_BYTES} bytes of boot file, and these are ${BOOT_SECTION_BYTES + 1}`,
  );
});

/** Skips the test where nothing compiles it. */
async function compiled(architecture: Architecture, folder: string, context: TestContext): Promise<string> {
  const launcher = await compiledProgram(LAUNCHER, architecture, folder);
  return 'file' in launcher ? launcher.file : context.skip(launcher.missing);
}
