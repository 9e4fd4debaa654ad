import { fileURLToPath } from 'node:url';
import type { Absence } from '../../absence.ts';
import { buildHostProgram } from '../host-program.ts';

const SOURCE = fileURLToPath(new URL('coldfs.c', import.meta.url));
const HEADERS = '/usr/include/fuse3';

/**
 * Compiles the file system on first use. Gives the program, or says what is missing for it.
 *
 * @param folder headers of libfuse 3
 */
export async function buildColdfs(folder: string = HEADERS): Promise<string | Absence> {
  const options = [`-I${folder}`, '-lfuse3', '-lpthread'];
  return buildHostProgram({ source: SOURCE, options, headers: { folder, debianPackage: 'libfuse3-dev' } });
}
