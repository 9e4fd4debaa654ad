import { beforeAll, expect, test } from 'vitest';
import { detectSandbox } from '../../service/environments/sandbox.ts';
import { bootModes } from '../corpus/harness/boot-modes.ts';
import { CORPUS_SAMPLE, corpusHandlers } from '../corpus/harness/corpus-handlers.ts';
import { installCorpus } from '../corpus/harness/corpus-packages.ts';
import { expectSame } from '../corpus/harness/expect-same.ts';

const INSTALL_LIMIT_MS = 300_000;

const { kind } = await detectSandbox('auto');

let missing: string | undefined;
beforeAll(async () => {
  missing = await installCorpus(CORPUS_SAMPLE, '90 MB, takes some seconds');
}, INSTALL_LIMIT_MS);

test.for(await corpusHandlers(CORPUS_SAMPLE))(
  '$name of the corpus does the same compiled and from an image',
  async (handler, context) => {
    if (missing !== undefined) return context.skip(`the packages of the sample are not there: ${missing}`);
    const modes = await bootModes(handler);
    expectSame(modes);
    const { image } = modes;
    // Without a sandbox there are none.
    if (kind === 'none') return;
    expect(image).not.toHaveProperty('refusal');
  },
);
