import type { Change } from './change.ts';

/** A file with one small change. */
export interface Mutant {
  /** Names it on the command line: where it is and what is changed. */
  readonly id: string;
  /** Relative to the repository. */
  readonly file: string;
  /** Counts from 1. */
  readonly line: number;
  readonly change: Change;
  /** All of the file without the change. */
  readonly source: string;
}

/** All of the file with the change. */
export function mutatedText({ source, change }: Mutant): string {
  return source.slice(0, change.start) + change.text + source.slice(change.end);
}

/** The lines that differ, without and with the change, as a person reads them in a comparison. */
export function shownDifference(mutant: Mutant): string {
  const { source, change } = mutant;
  const from = source.lastIndexOf('\n', change.start - 1) + 1;
  const lineEnd = source.indexOf('\n', change.end);
  const to = lineEnd < 0 ? source.length : lineEnd;
  const after = source.slice(from, change.start) + change.text + source.slice(change.end, to);
  return `${marked('-', source.slice(from, to))}\n${marked('+', after)}`;
}

const SHOWN_LINES = 8;

function marked(mark: string, text: string): string {
  const lines = text.split('\n');
  const indent = Math.min(...lines.filter((line) => line.trim() !== '').map((line) => line.search(/\S/)));
  const shown = lines.length > SHOWN_LINES ? [...lines.slice(0, SHOWN_LINES - 1), `${' '.repeat(indent)}…`] : lines;
  return shown.map((line) => `    ${mark} ${line.slice(indent)}`.trimEnd()).join('\n');
}
