import { relative } from 'node:path';
import type { BuildFailure, Message } from 'esbuild';
import { BuildError } from '../../build-error.ts';

/** What esbuild has to say of a source, in one line. Anything else is thrown again. */
export function asBuildError(error: unknown): BuildError {
  const [first] = (error as Partial<BuildFailure>).errors ?? [];
  if (first === undefined) throw error;
  return new BuildError(`${messagePlace(first)}${first.text}${advice(first)}`, { cause: error });
}

function messagePlace({ location }: Message): string {
  return location === null ? '' : `${relative(process.cwd(), location.file)}:${location.line}:${location.column}: `;
}

function advice({ text }: Message): string {
  const name = /^Could not resolve "([^"./][^"]*)"/.exec(text)?.[1];
  return name === undefined ? '' : `: install it, or leave it out of the bundle with --external ${name}`;
}
