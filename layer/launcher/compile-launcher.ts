import { fileURLToPath } from 'node:url';
import type { Architecture } from '../build-plan.ts';
import { type CompiledProgram, type NativeProgram, programFor } from '../native/compiled-program.ts';

/** The sources, in the folder where they are compiled. */
export const LAUNCHER_SOURCES: string = fileURLToPath(new URL('../../bootstrap/launcher/', import.meta.url));

/** Where a package that is published has the launchers, so that nobody needs a compiler. */
export const PREBUILT_FOLDER: string = fileURLToPath(new URL('prebuilt/', import.meta.url));

/** Room for what a layer consists of: about 2,900 stretches of pages. */
export const BOOT_SECTION_BYTES = 24_576;

/** What every compiler is told about the language. */
export const LANGUAGE_FLAGS = ['-std=c11', '-Wall', '-Wextra', '-Wconversion', '-Werror'] as const;

// Addresses as in bootstrap/launcher/image/image-format.h, which a test compares.
const LINKER_FLAGS = [
  '--gc-sections',
  '--build-id=none',
  // Addresses are too large for shorter instructions.
  '--no-relax',
  '-Ttext-segment=0x500000000000',
  // What the C library of a process image jumps to.
  '-u,image_madvise',
  '--section-start=.madvise=0x500000020000',
  '-u,image_mremap',
  '--section-start=.mremap=0x500000020100',
  '-z,max-page-size=4096',
  '-z,noseparate-code',
  '-z,noexecstack',
  '-z,norelro',
  '-s',
];

// No C library, and nothing in the file that tells where or by what it was compiled.
const FLAGS = [
  ...LANGUAGE_FLAGS,
  '-Os',
  '-ffreestanding',
  '-fno-stack-protector',
  '-fno-asynchronous-unwind-tables',
  '-fno-unwind-tables',
  '-fno-ident',
  // It would make calls of memcpy and memset of the loops that these consist of.
  '-fno-tree-loop-distribute-patterns',
  // It lies far from where programs do, so that a process image may have what it likes.
  '-fpie',
  '-no-pie',
  '-static',
  '-nostdlib',
  '-ffunction-sections',
  `-Wl,${LINKER_FLAGS.join(',')}`,
  `-DBOOT_SECTION_BYTES=${BOOT_SECTION_BYTES}`,
];

// The process of an image jumps into the launcher, and begins where no call has led. Registers of vectors are not saved.
const PROCESSOR_FLAGS: Record<Architecture, readonly string[]> = {
  x86_64: ['-fcf-protection=none', '-mno-sse'],
  arm64: ['-mbranch-protection=none', '-mgeneral-regs-only', '-mno-outline-atomics'],
};

/** The launcher, as a program in C. */
export const LAUNCHER: NativeProgram = {
  name: 'launcher',
  folders: [LAUNCHER_SOURCES],
  flags: FLAGS,
  processorFlags: PROCESSOR_FLAGS,
};

/**
 * The launcher for an architecture: the one that came with the package, if it is of these sources, or compiled here.
 *
 * @throws BuildError where the sources do not compile
 */
export async function launcherFor(architecture: Architecture, cacheFolder: string): Promise<CompiledProgram> {
  return programFor(LAUNCHER, architecture, cacheFolder, PREBUILT_FOLDER);
}
