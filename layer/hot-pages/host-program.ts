import { execFile } from 'node:child_process';
import { createHash, randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readFile, rename, rm } from 'node:fs/promises';
import { basename } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { inOneLine } from '../../service/processes/one-line.ts';
import { findProgram } from '../../service/processes/system-program.ts';
import type { Absence } from '../absence.ts';

/** A program of this machine that is here as its source. */
export interface HostProgram {
  /** Absolute path of a file in C. */
  readonly source: string;
  readonly options: readonly string[];
  /** What it needs beside a compiler. */
  readonly headers?: { readonly folder: string; readonly debianPackage: string };
}

const CACHE = fileURLToPath(new URL('../cache/', import.meta.url));

/** Compiles a program on first use. Gives its path, or says what is missing for it. */
export async function buildHostProgram({ source, options, headers }: HostProgram): Promise<string | Absence> {
  const gcc = findProgram('gcc');
  const lacksHeaders = headers !== undefined && !existsSync(headers.folder);
  if (gcc === undefined || lacksHeaders) {
    const missing = [...(gcc === undefined ? ['gcc'] : []), ...(lacksHeaders ? [headers.debianPackage] : [])];
    return { reason: `not built: install the Debian packages ${missing.join(', ')}` };
  }
  const version = createHash('sha256')
    .update(await readFile(source))
    .digest('hex')
    .slice(0, 12);
  const program = `${CACHE}${basename(source, '.c')}-${process.arch}-${version}`;
  if (existsSync(program)) return program;
  return compile([gcc, '-O2', '-Wall', '-Wextra', source, ...options], program);
}

async function compile([gcc, ...args]: readonly [string, ...string[]], program: string): Promise<string | Absence> {
  // Somebody else may compile it at the same time.
  const temporary = `${program}.${randomUUID()}`;
  try {
    await mkdir(CACHE, { recursive: true });
    await promisify(execFile)(gcc, [...args, '-o', temporary]);
    await rename(temporary, program);
    return program;
  } catch (error) {
    await rm(temporary, { force: true });
    return { reason: `not built: ${inOneLine((error as Error).message)}` };
  }
}
