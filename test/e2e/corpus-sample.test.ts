import { beforeAll, expect, test } from 'vitest';
import { detectSandbox } from '../../service/environments/sandbox.ts';
import { bootModes } from '../corpus/harness/boot-modes.ts';
import { CORPUS_SAMPLE, corpusHandlers } from '../corpus/harness/corpus-handlers.ts';
import { installCorpus } from '../corpus/harness/corpus-packages.ts';
import { expectSame } from '../corpus/harness/expect-same.ts';
import { refusalPhrase } from '../corpus/harness/image-refusal.ts';

const INSTALL_LIMIT_MS = 300_000;

const { kind } = await detectSandbox('auto');

/** Why some have no image; the others do the same from theirs. */
const REFUSALS: Readonly<Record<string, string>> = { fastify: 'avvio draws Math.random()' };

let missing: string | undefined;
beforeAll(async () => {
  missing = await installCorpus(CORPUS_SAMPLE, '90 MB, takes some seconds');
}, INSTALL_LIMIT_MS);

test.for(await corpusHandlers(CORPUS_SAMPLE))(
  '$name of the corpus does the same compiled, and from an image where it has one',
  async (handler, context) => {
    if (missing !== undefined) return context.skip(`the packages of the sample are not there: ${missing}`);
    const modes = await bootModes(handler);
    expectSame(modes);
    const { image } = modes;
    // Without a sandbox there are none.
    if (kind === 'none') return;
    expect('refusal' in image ? refusalPhrase(image.refusal) : undefined).toBe(REFUSALS[handler.name]);
  },
);
