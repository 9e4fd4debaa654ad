import { beforeAll, expect, test } from 'vitest';
import { CORPUS_SAMPLE, corpusHandlers } from '../corpus/harness/corpus-handlers.ts';
import { installCorpus } from '../corpus/harness/corpus-packages.ts';
import { twoModes } from '../corpus/harness/two-modes.ts';

const INSTALL_LIMIT_MS = 300_000;
const LIMIT_MS = 60_000;

let missing: string | undefined;
beforeAll(async () => {
  missing = await installCorpus(CORPUS_SAMPLE, '90 MB, takes some seconds');
}, INSTALL_LIMIT_MS);

test.for(await corpusHandlers(CORPUS_SAMPLE))(
  '$name of the corpus does the same when it is built',
  { timeout: LIMIT_MS },
  async (handler, context) => {
    if (missing !== undefined) return context.skip(`the packages of the sample are not there: ${missing}`);
    const { plain, compiled } = await twoModes(handler);
    expect(compiled.run).toEqual(plain.run);
    expect(plain.run).toMatchObject({ end: 'idle', answers: [{ call: 'response' }, {}] });
  },
);
