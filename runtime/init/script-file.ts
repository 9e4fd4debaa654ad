import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import { checksum } from '../checksum.ts';
import type { ScriptStamp } from '../file-formats/code-file.ts';

// Into memory that is there already: to get as much as a script has takes longer than to read it.
const PART_BYTES = 256 * 1024;

/** Whether a file holds a script, and nothing else. */
export function holdsScript(file: string, script: ScriptStamp): boolean {
  const descriptor = openFile(file);
  if (descriptor === undefined) return false;
  try {
    return fstatSync(descriptor).size === script.bytes && checksumOf(descriptor) === script.checksum;
  } finally {
    closeSync(descriptor);
  }
}

function openFile(file: string): number | undefined {
  try {
    return openSync(file, 'r');
  } catch {
    // Whoever loads it will say why.
    return undefined;
  }
}

function checksumOf(descriptor: number): number {
  const part = Buffer.allocUnsafeSlow(PART_BYTES);
  let sum = 0;
  for (let read = readSync(descriptor, part); read > 0; read = readSync(descriptor, part)) {
    sum = checksum(part.subarray(0, read), sum);
  }
  return sum;
}
