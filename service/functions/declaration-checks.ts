import { statSync } from 'node:fs';
import { resolve } from 'node:path';
import { RESERVED_VARIABLES } from '../environments/environment-variables.ts';
import { isFunctionName } from './function-name.ts';

/** A value that a declaration cannot have. */
export class DeclarationFault extends Error {
  /** @param expected what is allowed, such as `a whole number from 128 to 10240` */
  constructor(expected: string, found: unknown, key = '') {
    super(`${key}: expected ${expected}, found ${shown(found)}`);
  }
}

/** Reads the value of one key; relative paths start at the folder. Throws DeclarationFault. */
export type Check<T> = (value: unknown, key: string, folder: string) => T;

const MAX_SHOWN = 80;
const MAX_LAYERS = 5;
const MAX_ENVIRONMENT_BYTES = 4096;
const MAX_HANDLER = 128;

/** 1 to 64 letters, digits, `-` and `_`. */
export const functionName: Check<string> = (value, key) => {
  if (typeof value === 'string' && isFunctionName(value)) return value;
  throw new DeclarationFault('1 to 64 letters, digits, - and _', value, key);
};

/** Any path; what is there is for others to see. */
export const path: Check<string> = (value, key) => {
  if (typeof value === 'string' && value !== '' && !value.includes('\0')) return value;
  throw new DeclarationFault('the path of a file or folder', value, key);
};

/** `file.export`. */
export const handler: Check<string> = (value, key) => {
  const isHandler = typeof value === 'string' && value.length <= MAX_HANDLER && /^[^\s.]\S*\.[^\s.]+$/.test(value);
  if (isHandler) return value;
  throw new DeclarationFault(`file.export, at most ${MAX_HANDLER} characters without spaces`, value, key);
};

/** A whole number within limits. */
export function wholeNumber(least: number, most: number, unit: string): Check<number> {
  return (value, key) => {
    if (typeof value === 'number' && Number.isInteger(value) && value >= least && value <= most) return value;
    throw new DeclarationFault(`a whole number of ${unit} from ${least} to ${most}`, value, key);
  };
}

/** Yes or no. */
export const trueOrFalse: Check<boolean> = (value, key) => {
  if (typeof value === 'boolean') return value;
  throw new DeclarationFault('true or false', value, key);
};

/** One of a few words. */
export function oneOf<T extends string>(...words: readonly T[]): Check<T> {
  return (value, key) => {
    const word = words.find((each) => each === value);
    if (word !== undefined) return word;
    throw new DeclarationFault(words.map((each) => JSON.stringify(each)).join(' or '), value, key);
  };
}

/** Names and values, 4 KB of them, none of a name that Lambda keeps for itself. */
export const environment: Check<Readonly<Record<string, string>>> = (value, key) => {
  const variables = objectOf(value, key, 'an object of names and texts');
  const entries = Object.entries(variables).map(([name, text]) => [name, checkVariable(name, text, key)] as const);
  const bytes = Buffer.byteLength(entries.flat().join(''));
  if (bytes <= MAX_ENVIRONMENT_BYTES) return Object.fromEntries(entries);
  const found = `${bytes} bytes`;
  throw new DeclarationFault(`names and values of ${MAX_ENVIRONMENT_BYTES} bytes at most`, new Shown(found), key);
};

/** Absolute paths of up to five folders. */
export const layers: Check<readonly string[]> = (value, key, folder) => {
  if (!Array.isArray(value)) throw new DeclarationFault('a list of folders', value, key);
  if (value.length > MAX_LAYERS) {
    throw new DeclarationFault(`${MAX_LAYERS} layers at most`, new Shown(String(value.length)), key);
  }
  return value.map((each, index) => layer(each, `${key}[${index}]`, folder));
};

/** @throws DeclarationFault for what is no object */
export function objectOf(value: unknown, key: string, expected: string): Readonly<Record<string, unknown>> {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return { ...value };
  throw new DeclarationFault(expected, value, key);
}

/** @throws DeclarationFault for a key that nobody reads */
export function checkKeys(value: object, known: readonly string[], key: string): void {
  const unknown = Object.keys(value).find((name) => !known.includes(name));
  if (unknown === undefined) return;
  throw new DeclarationFault(`only ${known.join(', ')}`, new Shown(JSON.stringify(unknown)), key);
}

/** Something that is shown as it is. */
class Shown {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

function layer(value: unknown, key: string, folder: string): string {
  const place = resolve(folder, path(value, key, folder));
  if (statSync(place, { throwIfNoEntry: false })?.isDirectory()) return place;
  throw new DeclarationFault('a folder', value, key);
}

function checkVariable(name: string, value: unknown, key: string): string {
  if (!/^[a-zA-Z][a-zA-Z0-9_]+$/.test(name)) {
    throw new DeclarationFault('names of two or more letters, digits and _, beginning with a letter', name, key);
  }
  if (RESERVED_VARIABLES.has(name)) throw new DeclarationFault('no name that Lambda itself sets', name, key);
  if (typeof value === 'string' && !value.includes('\0')) return value;
  throw new DeclarationFault('a text', value, `${key}.${name}`);
}

function shown(value: unknown): string {
  if (value instanceof Shown) return value.text;
  const text = JSON.stringify(value) ?? 'nothing';
  return text.length > MAX_SHOWN ? `${text.slice(0, MAX_SHOWN)}…` : text;
}
