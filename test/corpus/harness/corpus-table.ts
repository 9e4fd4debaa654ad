import { readFile, writeFile } from 'node:fs/promises';
import { arch, cpus } from 'node:os';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import type { BootModes, ModeRun } from './boot-modes.ts';
import { CORPUS, type CorpusHandler } from './corpus-handlers.ts';
import { isExplained, refusalPhrase } from './snapshot-refusal.ts';

/** What is known of a handler. */
export interface TableRow extends BootModes {
  readonly handler: CorpusHandler;
}

const README = join(CORPUS, 'README.md');
const BEGIN = '<!-- made by the test -->';
const HEAD = [
  '| handler | packages | compiled | snapshot | bundle | code | plain | compiled | snapshot |',
  '| --- | --- | --- | --- | ---: | ---: | ---: | ---: | ---: |',
];

/** Writes the table of all handlers at the end of the README. */
export async function updateTable(rows: readonly TableRow[]): Promise<void> {
  const text = await readFile(README, 'utf8');
  const sorted = rows.toSorted((one, other) => one.handler.name.localeCompare(other.handler.name, 'en'));
  const lines = await Promise.all(sorted.map(lineOf));
  const where = `${rows.length} handlers, Node.js ${process.versions.node}, ${arch()}, ${cpus().length} processors.`;
  const [before = ''] = text.split(BEGIN);
  await writeFile(README, [`${before}${BEGIN}`, '', where, '', ...HEAD, ...lines, ''].join('\n'));
}

async function lineOf({ handler, plain, compiled, snapshot }: TableRow): Promise<string> {
  const packages = await packagesOf(handler);
  const cells = [
    handler.name,
    packages.join(', '),
    sameness(plain, compiled),
    'refusal' in snapshot ? refusalCell(snapshot.refusal) : sameness(plain, snapshot),
    kilobytes(compiled.bundleBytes),
    kilobytes(compiled.codeBytes),
    milliseconds(plain.firstAnswerMs),
    milliseconds(compiled.firstAnswerMs),
    'refusal' in snapshot ? '' : milliseconds(snapshot.firstAnswerMs),
  ];
  return `| ${cells.join(' | ')} |`;
}

function sameness(plain: ModeRun, other: ModeRun): string {
  return isDeepStrictEqual(plain.run, other.run) ? 'same' : 'DIFFERS';
}

function refusalCell(refusal: string): string {
  return isExplained(refusal)
    ? refusalPhrase(refusal)
    : `NOT EXPLAINED: ${refusalPhrase(refusal).replaceAll(/\s+/g, ' ')}`;
}

/** The packages that the handler itself names. */
async function packagesOf({ file }: CorpusHandler): Promise<string[]> {
  const text = await readFile(file, 'utf8');
  const named = text.matchAll(/(?:\bfrom|\bimport|\brequire\(|\bimport\()\s*'((?:@[\w-]+\/)?[\w-]+)[^']*'/g);
  return [...new Set([...named].flatMap(([, name]) => (name === undefined || name === 'node' ? [] : name)))].toSorted();
}

function kilobytes(bytes: number): string {
  return `${Math.ceil(bytes / 1024)} KB`;
}

function milliseconds(value: number): string {
  return `${Math.round(value)} ms`;
}
