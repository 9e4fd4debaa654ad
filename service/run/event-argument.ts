import { existsSync, readFileSync } from 'node:fs';
import { buffer } from 'node:stream/consumers';
import { UsageError } from '../usage-error.ts';

/**
 * Reads the event that a user has named.
 *
 * @param argument a file, JSON, or `-` for stdin
 * @returns the JSON text, byte for byte as it was given
 * @throws UsageError that says where malformed JSON came from and what is wrong with it
 */
export async function readEvent(argument: string): Promise<Buffer> {
  const { origin, bytes } = await findEvent(argument);
  try {
    JSON.parse(new TextDecoder('utf8', { fatal: true }).decode(bytes));
  } catch (error) {
    if (bytes.toString().trim() === '') throw new UsageError(`the event from ${origin} is empty: expected JSON`);
    throw new UsageError(`the event from ${origin} is no JSON: ${reason(error)}`, { cause: error });
  }
  return bytes;
}

async function findEvent(argument: string): Promise<{ origin: string; bytes: Buffer }> {
  if (argument === '-') return { origin: 'stdin', bytes: await buffer(process.stdin) };
  if (existsSync(argument)) return { origin: argument, bytes: readEventFile(argument) };
  if (looksLikeJson(argument)) return { origin: '--event', bytes: Buffer.from(argument) };
  throw new UsageError(`--event ${argument}: no such file, and no JSON either`);
}

function readEventFile(file: string): Buffer {
  try {
    return readFileSync(file);
  } catch (error) {
    throw new UsageError(`--event ${file}: cannot be read: ${reason(error)}`, { cause: error });
  }
}

function looksLikeJson(text: string): boolean {
  return /^\s*([[{"\d-]|$)/.test(text) || ['true', 'false', 'null'].includes(text.trim());
}

/** On one line: JSON.parse quotes what it stumbled over, line ends included. */
function reason(error: unknown): string {
  return (error instanceof Error ? error.message : String(error)).replaceAll(/\s+/g, ' ');
}
