import { afterAll, expect, test } from 'vitest';
import { CORPUS, CORPUS_SAMPLE, corpusHandlers } from './harness/corpus-handlers.ts';
import { installCorpus } from './harness/corpus-packages.ts';
import { type TableRow, updateTable } from './harness/corpus-table.ts';
import { twoModes } from './harness/two-modes.ts';

const isUpdate = process.env.UPDATE_CORPUS_TABLE === '1';
const STARTS = isUpdate ? 3 : 1;

const handlers = (await Promise.all([CORPUS, CORPUS_SAMPLE].map(corpusHandlers))).flat();
const missing =
  (await installCorpus(CORPUS, '700 MB, takes a minute or two')) ??
  (await installCorpus(CORPUS_SAMPLE, '90 MB, takes some seconds'));
const rows: TableRow[] = [];

test.for(handlers)('$name does the same when it is built', async (handler, context) => {
  if (missing !== undefined) return context.skip(`the packages of the corpus are not there: ${missing}`);
  const { plain, compiled } = await twoModes(handler, STARTS);
  expect(compiled.run).toEqual(plain.run);
  expect(plain.run).toMatchObject({ end: 'idle', answers: [{ call: 'response' }, {}] });
  // Otherwise the handler does not look at its event.
  expect(plain.run.answers[0]).not.toEqual(plain.run.answers[1]);
  rows.push({ handler, plain, compiled });
});

afterAll(async () => {
  if (isUpdate && rows.length === handlers.length) await updateTable(rows);
});
