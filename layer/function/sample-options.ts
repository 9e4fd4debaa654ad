import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { BuildError } from '../build-error.ts';
import type { SampleEvent } from './compile/training-run.ts';

const MOST_TRIALS = 1000;
const [LEAST_MB, MOST_MB] = [128, 10_240];

/** Reads an event from a file, or from stdin. */
export function readEvent(name: string): SampleEvent {
  const payload = readPayload(name);
  try {
    JSON.parse(payload.toString());
  } catch (cause) {
    throw new BuildError(`--event ${name}: this is no JSON: ${(cause as Error).message}`, { cause });
  }
  return { name: basename(name), payload };
}

function readPayload(name: string): Buffer {
  try {
    return readFileSync(name === '-' ? 0 : name);
  } catch (cause) {
    throw new BuildError(`--event ${name}: cannot be read (${(cause as NodeJS.ErrnoException).code})`, { cause });
  }
}

/** Reads `NAME=VALUE`, or `NAME` with the value that this shell has. */
export function readVariable(text: string): [name: string, value: string] {
  const [name = '', ...rest] = text.split('=');
  if (!/^[A-Za-z_]\w*$/.test(name)) throw new BuildError(`--env ${name}: a name has letters, digits and underscores`);
  const value = text.includes('=') ? rest.join('=') : process.env[name];
  if (value === undefined) throw new BuildError(`--env ${name}: it is not set in this shell; give ${name}=VALUE`);
  return [name, value];
}

/** Reads how many starts are to be measured. */
export function readTrials(text: string): number {
  const number = Number(text);
  if (/^\d+$/.test(text) && number <= MOST_TRIALS) return number;
  throw new BuildError(`--trials ${text}: it is a whole number up to ${MOST_TRIALS}`);
}

/** Reads a size of memory that Lambda has, in MB. */
export function readMemory(text: string): number {
  const number = Number(text);
  if (/^\d+$/.test(text) && number >= LEAST_MB && number <= MOST_MB) return number;
  throw new BuildError(`--memory ${text}: it is a whole number of MB from ${LEAST_MB} to ${MOST_MB}`);
}
