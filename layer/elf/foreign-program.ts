import type { Architecture } from '../build-plan.ts';
import { OtherFormatError } from './elf-error.ts';
import { readElfRequirements } from './elf-requirements.ts';

// Alpine's, and what others call the same.
const MUSL = /^libc\.(?:musl-.*\.so\.\d+|so)$/;

/**
 * Whether a program or library was made for another platform than Lambda's: another system, another processor, musl
 * instead of glibc. One that is broken, or needs more than Lambda has, was not.
 *
 * @throws ElfError for a broken one
 */
export function isForeignProgram(file: string, architecture: Architecture): boolean {
  try {
    const needs = readElfRequirements(file);
    return needs.architecture !== architecture || needs.libraries.some((name) => MUSL.test(name));
  } catch (error) {
    if (error instanceof OtherFormatError) return true;
    throw error;
  }
}
