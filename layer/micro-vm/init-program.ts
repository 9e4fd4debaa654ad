import { fileURLToPath } from 'node:url';
import { BuildError } from '../build-error.ts';
import type { Architecture } from '../build-plan.ts';
import { LANGUAGE_FLAGS } from '../launcher/compile-launcher.ts';
import { type CompiledProgram, compiledProgram, type NativeProgram } from '../native/compiled-program.ts';

/** Process 1 of the virtual machine. The root that it starts in has no libraries unless somebody puts them there. */
const INIT: NativeProgram = {
  name: 'micro-vm-init',
  folders: [fileURLToPath(new URL('guest/', import.meta.url))],
  flags: [...LANGUAGE_FLAGS, '-D_GNU_SOURCE', '-Os', '-static', '-s'],
  processorFlags: { x86_64: [], arm64: [] },
};

/** Compiles process 1 of the virtual machine; once, until its sources or the compiler change. */
export async function initProgram(architecture: Architecture, cacheFolder: string): Promise<CompiledProgram> {
  try {
    return await compiledProgram(INIT, architecture, cacheFolder);
  } catch (error) {
    // Many a compiler comes without a C library.
    if (error instanceof BuildError) return { missing: error.message };
    throw error;
  }
}
