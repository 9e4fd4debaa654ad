import { afterAll, expect, test } from 'vitest';
import { bootModes } from './harness/boot-modes.ts';
import { CORPUS, CORPUS_SAMPLE, CORPUS_UNTYPED, corpusHandlers } from './harness/corpus-handlers.ts';
import { installCorpus } from './harness/corpus-packages.ts';
import { type TableRow, updateTable } from './harness/corpus-table.ts';
import { expectSame } from './harness/expect-same.ts';

const isUpdate = process.env.UPDATE_CORPUS_TABLE === '1';
const STARTS = isUpdate ? 3 : 1;

const handlers = (await Promise.all([CORPUS, CORPUS_SAMPLE, CORPUS_UNTYPED].map(corpusHandlers))).flat();
const missing =
  (await installCorpus(CORPUS, '1 GB, takes a minute or two')) ??
  (await installCorpus(CORPUS_SAMPLE, '90 MB, takes some seconds'));
const rows: TableRow[] = [];

test.for(handlers)('$name does the same compiled, and from an image where it has one', async (handler, context) => {
  if (missing !== undefined) return context.skip(`the packages of the corpus are not there: ${missing}`);
  const modes = await bootModes(handler, STARTS);
  rows.push({ handler, ...modes });
  expectSame(modes);
  // Otherwise the handler does not look at its event.
  expect(modes.plain.run.answers[0]).not.toEqual(modes.plain.run.answers[1]);
});

afterAll(async () => {
  if (isUpdate) await updateTable(rows, handlers);
});
