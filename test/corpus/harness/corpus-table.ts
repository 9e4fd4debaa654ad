import { readFile, writeFile } from 'node:fs/promises';
import { arch, cpus } from 'node:os';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import type { BootModes, ModeRun } from './boot-modes.ts';
import { CORPUS, type CorpusHandler } from './corpus-handlers.ts';
import { isExplained, refusalPhrase } from './image-refusal.ts';

/** What is known of a handler. */
export interface TableRow extends BootModes {
  readonly handler: CorpusHandler;
}

const README = join(CORPUS, 'README.md');
const BEGIN = '<!-- made by the test -->';
const HEAD = ['handler', 'packages', 'compiled', 'image', 'bundle', 'code', 'plain', 'compiled', 'image'];
const FIRST_NUMBER = 4;

/** Writes the table at the end of the README: these rows, and as they are there those of all other handlers. */
export async function updateTable(rows: readonly TableRow[], handlers: readonly CorpusHandler[]): Promise<void> {
  const text = await readFile(README, 'utf8');
  const [before = '', after = ''] = text.split(BEGIN);
  const lines = new Map(cellsIn(after).map((cells) => [cells[0], cells]));
  for (const row of rows) lines.set(row.handler.name, await cellsOf(row));
  const sorted = handlers.toSorted((one, other) => one.name.localeCompare(other.name, 'en'));
  const table = aligned([
    HEAD,
    ...sorted.flatMap(({ name }) => [lines.get(name) ?? []].filter(({ length }) => length > 0)),
  ]);
  const where = `${table.length - 2} handlers, Node.js ${process.versions.node}, ${arch()}, ${cpus().length} processors.`;
  await writeFile(README, [`${before}${BEGIN}`, '', where, '', ...table, ''].join('\n'));
}

function cellsIn(table: string): string[][] {
  const rows = table.split('\n').filter((line) => line.startsWith('| '));
  return rows.map((line) =>
    line
      .split('|')
      .slice(1, -1)
      .map((cell) => cell.trim()),
  );
}

/** As Markdown, with a line below the head; the last columns hold numbers. */
function aligned(rows: readonly (readonly string[])[]): string[] {
  const widths = HEAD.map((_, column) => Math.max(...rows.map((cells) => (cells[column] ?? '').length)));
  const lines = rows.map((cells) =>
    HEAD.map((_, column) => {
      const [cell, width] = [cells[column] ?? '', widths[column] ?? 0];
      return column < FIRST_NUMBER ? cell.padEnd(width) : cell.padStart(width);
    }),
  );
  const below = widths.map((width, column) =>
    column < FIRST_NUMBER ? '-'.repeat(width) : `${'-'.repeat(width - 1)}:`,
  );
  return [...lines.slice(0, 1), below, ...lines.slice(1)].map((cells) => `| ${cells.join(' | ')} |`);
}

async function cellsOf({ handler, plain, compiled, image }: TableRow): Promise<string[]> {
  const packages = await packagesOf(handler);
  return [
    handler.name,
    packages.join(', '),
    sameness(plain, compiled),
    'refusal' in image ? refusalCell(image.refusal) : sameness(plain, image),
    kilobytes(compiled.bundleBytes),
    kilobytes(compiled.codeBytes),
    milliseconds(plain.firstAnswerMs),
    milliseconds(compiled.firstAnswerMs),
    'refusal' in image ? '' : milliseconds(image.firstAnswerMs),
  ];
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
