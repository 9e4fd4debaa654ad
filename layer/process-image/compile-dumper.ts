import { fileURLToPath } from 'node:url';
import type { Architecture } from '../build-plan.ts';
import { LANGUAGE_FLAGS, LAUNCHER_SOURCES } from '../launcher/compile-launcher.ts';
import { type CompiledProgram, type NativeProgram, programFor } from '../native/compiled-program.ts';

const SOURCES = fileURLToPath(new URL('dumper/', import.meta.url));
const IMAGE_SOURCES = `${LAUNCHER_SOURCES}image/`;

/** Where a package that is published has the dumpers, so that nobody needs a compiler. */
export const PREBUILT_DUMPERS: string = fileURLToPath(new URL('prebuilt/', import.meta.url));

/** The dumper, as a program in C. It shares the format of an image with the launcher. */
export const DUMPER: NativeProgram = {
  name: 'dumper',
  folders: [SOURCES, IMAGE_SOURCES],
  // Static, so that it runs in the file system of the process that it dumps.
  flags: [
    ...LANGUAGE_FLAGS,
    '-Wno-sign-conversion',
    '-D_GNU_SOURCE',
    '-O2',
    '-static',
    `-I${SOURCES}`,
    `-I${IMAGE_SOURCES}`,
  ],
  processorFlags: { x86_64: [], arm64: [] },
};

/**
 * The dumper for an architecture: the one that came with the package, if it is of these sources, or compiled here.
 *
 * @throws BuildError where the sources do not compile
 */
export async function dumperFor(architecture: Architecture, cacheFolder: string): Promise<CompiledProgram> {
  return programFor(DUMPER, architecture, cacheFolder, PREBUILT_DUMPERS);
}
