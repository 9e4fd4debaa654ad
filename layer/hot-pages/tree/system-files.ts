import { execFile } from 'node:child_process';
import { closeSync, openSync, readSync, statSync } from 'node:fs';
import { delimiter } from 'node:path';
import { promisify } from 'node:util';
import { findProgram } from '../../../service/processes/system-program.ts';
import type { TreeEntry } from './file-tree.ts';

// What programs look for of themselves: scripts a shell, the dynamic linker its cache, the C library names and zones.
const ALWAYS = [
  '/bin/sh',
  '/usr/bin/env',
  '/etc/ld.so.cache',
  '/etc/group',
  '/etc/hosts',
  '/etc/localtime',
  '/etc/nsswitch.conf',
  '/etc/passwd',
  '/etc/resolv.conf',
  '/etc/ssl/openssl.cnf',
  '/usr/share/zoneinfo/UTC',
];

const HEAD_BYTES = 256;
const MAX_OUTPUT = 64 * 2 ** 20;
const ELF = '\x7fELF';

/** Paths of the system's programs and libraries that the programs in a tree need, and what those need in turn. */
export async function systemFiles(tree: readonly TreeEntry[]): Promise<readonly string[]> {
  const sources = tree.flatMap((entry) => (entry.kind === 'file' ? [entry.source] : []));
  const heads = sources.filter(mayBeProgram).map((source) => ({ source, head: headOf(source) }));
  const interpreters = heads.flatMap(({ head }) => interpretersOf(head));
  const programs = [...ALWAYS, ...new Set(interpreters)];
  const binaries = heads.filter(({ head }) => head.startsWith(ELF)).map(({ source }) => source);
  const own = new Set(sources);
  const libraries = await librariesOf([...binaries, ...programs]);
  return [...programs, ...libraries.filter((library) => !own.has(library))];
}

function mayBeProgram(file: string): boolean {
  return /\.(?:so(?:\.[\d.]+)?|node)$/.test(file) || (statSync(file).mode & 0o111) !== 0;
}

function headOf(file: string): string {
  const bytes = Buffer.alloc(HEAD_BYTES);
  const descriptor = openSync(file, 'r');
  try {
    return bytes.toString('latin1', 0, readSync(descriptor, bytes));
  } finally {
    closeSync(descriptor);
  }
}

/** `#!/usr/bin/env -S bash -e` needs both. */
function interpretersOf(head: string): readonly string[] {
  const words = /^#! *(.+)/.exec(head)?.[1]?.trim().split(/\s+/) ?? [];
  const [interpreter, ...args] = words;
  if (interpreter === undefined) return [];
  const named = interpreter.endsWith('/env') ? args.find((word) => !/^-|=/.test(word)) : undefined;
  const found = named === undefined ? undefined : findProgram(named);
  return found === undefined ? [interpreter] : [interpreter, found];
}

/** The dynamic linker among them. Programs without any, and those for other processors, have none. */
export async function librariesOf(binaries: readonly string[]): Promise<readonly string[]> {
  const ldd = findProgram('ldd');
  if (ldd === undefined) return [];
  const options = { maxBuffer: MAX_OUTPUT, env: { PATH: ['/usr/bin', '/bin'].join(delimiter), LC_ALL: 'C' } };
  // Its status is 1 as soon as one of them is static.
  const output = await promisify(execFile)(ldd, [...binaries], options).catch((error: { stdout?: string }) => error);
  const paths = (output.stdout ?? '').matchAll(/^\s+(?:.+ => )?(\/.+) \(0x[0-9a-f]+\)$/gm);
  return [...new Set([...paths].flatMap(([, path]) => path ?? []))];
}
