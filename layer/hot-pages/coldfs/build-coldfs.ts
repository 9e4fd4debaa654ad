import { execFile } from 'node:child_process';
import { createHash, randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readFile, rename, rm } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { inOneLine } from '../../../service/processes/one-line.ts';
import { findProgram } from '../../../service/processes/system-program.ts';
import type { Absence } from '../../absence.ts';

const SOURCE = fileURLToPath(new URL('coldfs.c', import.meta.url));
const CACHE = fileURLToPath(new URL('../../cache/', import.meta.url));
const HEADERS = '/usr/include/fuse3';

/**
 * Compiles the file system on first use. Gives the program, or says what is missing for it.
 *
 * @param headers folder of libfuse 3
 */
export async function buildColdfs(headers: string = HEADERS): Promise<string | Absence> {
  const gcc = findProgram('gcc');
  const missing = [gcc === undefined ? 'gcc' : '', existsSync(headers) ? '' : 'libfuse3-dev'].filter(Boolean);
  if (gcc === undefined || missing.length > 0) {
    return { reason: `not built: install the Debian packages ${missing.join(', ')}` };
  }
  const version = createHash('sha256')
    .update(await readFile(SOURCE))
    .digest('hex')
    .slice(0, 12);
  const program = `${CACHE}coldfs-${process.arch}-${version}`;
  if (existsSync(program)) return program;
  await mkdir(CACHE, { recursive: true });
  return compile(gcc, headers, program);
}

async function compile(gcc: string, headers: string, program: string): Promise<string | Absence> {
  // Somebody else may compile it at the same time.
  const temporary = `${program}.${randomUUID()}`;
  const options = ['-O2', '-Wall', '-Wextra', `-I${headers}`, SOURCE, '-o', temporary, '-lfuse3', '-lpthread'];
  try {
    await promisify(execFile)(gcc, options);
    await rename(temporary, program);
    return program;
  } catch (error) {
    await rm(temporary, { force: true });
    return { reason: `not built: ${inOneLine((error as Error).message)}` };
  }
}
