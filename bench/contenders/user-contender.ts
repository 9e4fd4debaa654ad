import { accessSync, constants, statSync } from 'node:fs';
import { delimiter, isAbsolute, join, resolve } from 'node:path';
import { BenchError } from '../bench-error.ts';
import type { ContenderEntry } from './contender.ts';
import { firstLineOf } from './first-line-of.ts';

/** Where the words of a command line are looked for. */
export interface Shell {
  readonly folder: string;
  /** As in PATH. */
  readonly searchPath: string;
  /** How long a program may take to say its version, in milliseconds. */
  readonly versionLimitMs: number;
}

const HERE: Shell = { folder: process.cwd(), searchPath: process.env.PATH ?? '', versionLimitMs: 1000 };

/**
 * A contender of the user's own, from `NAME=COMMAND`. Words are split at spaces; quotes of either kind keep them
 * together, and nothing else has a meaning. What begins with `./` or `../` is relative to the working directory.
 *
 * @throws BenchError for a command without a program
 */
export function userContender(option: string, shell: Shell = HERE): ContenderEntry {
  const name = option.slice(0, option.indexOf('='));
  const [word, ...rest] = splitWords(option, option.slice(name.length + 1));
  if (!/^[\w.-]+$/.test(name))
    throw new BenchError(`--contender ${option}: a name consists of letters, digits, - and .`);
  const program = word === undefined ? undefined : findProgram(word, shell);
  if (program === undefined) throw new BenchError(`--contender ${option}: there is no program ${word ?? ''}`.trimEnd());
  const args = rest.map((argument) => (/^\.\.?\//.test(argument) ? resolve(shell.folder, argument) : argument));
  return {
    name,
    about: 'yours',
    prepare: async () => ({
      command: [program, ...args],
      files: [program, ...args.filter((argument) => isAbsolute(argument) && isFile(argument))],
      version: await firstLineOf([program, '--version'], shell.versionLimitMs),
      echoes: false,
    }),
  };
}

function splitWords(option: string, text: string): string[] {
  const words = text.match(/(?:[^\s"']|"[^"]*"|'[^']*')+/g) ?? [];
  if (/["']/.test(text.replace(/"[^"]*"|'[^']*'/g, ''))) {
    throw new BenchError(`--contender ${option}: a quote is not closed`);
  }
  return words.map((word) => word.replace(/"([^"]*)"|'([^']*)'/g, '$1$2'));
}

function findProgram(word: string, { folder, searchPath }: Shell): string | undefined {
  const candidates = word.includes('/')
    ? [resolve(folder, word)]
    : searchPath.split(delimiter).map((place) => join(place, word));
  return candidates.find((file) => isFile(file) && isExecutable(file));
}

function isFile(file: string): boolean {
  return statSync(file, { throwIfNoEntry: false })?.isFile() === true;
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
