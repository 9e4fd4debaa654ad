// No test: where a bit is turned is drawn, and each image is another one. `npm run fuzz:image` runs it.
import { expect, inject, test } from 'vitest';
import { flipByte, type ImageLayer, imageLayer, mapsOf } from '../../support/image-layer.ts';
import { PROGRAM } from '../../support/image-start.ts';
import { startRecordedRuntimeApi } from '../../support/recorded-runtime-api.ts';
import { runFunction } from '../../support/run-function.ts';
import { SeededRandom } from '../../support/seeded-random.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** In how many images a bit of memory is turned. */
    imageFlips: number;
  }
}

// Others may have told before what they found.
const LAST_LINE = /^snapboot: the process image is not used, the function starts without it: ./;
const FROM_IMAGE = 1;
const HANGS_S = 20;
const CODE = { 'index.js': `exports.handler = async () => ${PROGRAM};` };

const seeds = Array.from({ length: inject('imageFlips') }, (_, index) => index + 1);

test.for(seeds)('with a bit of its memory turned a function comes to its first event: %i', async (seed, context) => {
  await using layer = await imageLayer(context);
  const place = await turnBit(layer, seed);
  await using api = await startRecordedRuntimeApi([{}]);
  const run = await runFunction(CODE, { api, command: ['timeout', '--signal=KILL', `${HANGS_S}`, layer.bootstrap] });
  const told = { place, ...run, given: undefined, calls: api.sequence, answers: api.responses };
  // What goes wrong while an event is handled is told as ever.
  expect(api.sequence, JSON.stringify(told)).toContain('next');
  if (api.responses[0] === 'node') expect(run.stderr.trimEnd().split('\n').at(-1)).toMatch(LAST_LINE);
});

async function turnBit(layer: ImageLayer, seed: number): Promise<string> {
  const random = new SeededRandom(seed);
  const maps = mapsOf(layer).filter(({ source }) => source === FROM_IMAGE);
  let left = random.below(maps.reduce((sum, { bytes }) => sum + bytes, 0));
  for (const { address, bytes, offset, access } of maps) {
    if (left < bytes) {
      await flipByte(layer, offset + left, 1 << random.below(8));
      return `${(address + BigInt(left)).toString(16)} (access ${access})`;
    }
    left -= bytes;
  }
  throw new Error('the image has no memory');
}
