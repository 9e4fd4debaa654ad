import { afterAll, expect, test, vi } from 'vitest';
import { UNUSED } from '../support/image-layer.ts';
import { machineImage, startInMachine } from '../support/machine-starts.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const folder = await temporaryFolder({}, 'snapboot-image-machines-');

// An image is taken and brought back, both by a processor that is emulated on busy ones.
vi.setConfig({ testTimeout: 600_000 });

afterAll(() => folder[Symbol.asyncDispose]());

const LATER = { waitMs: 10_000 };
const NO_AUTHENTICATION = 'the processor authenticates pointers, and the kernel cannot switch that off';
const NO_FEATURE = 'the processor lacks what the one had that it was made on';

// By default the processor is the one that images are taken on.
test.for([
  ['x86_64', '6.1', undefined, undefined],
  ['x86_64', '6.1', 'max', undefined],
  ['x86_64', '5.10', 'Nehalem', NO_FEATURE],
  ['arm64', '6.1', undefined, undefined],
  ['arm64', '5.10', undefined, undefined],
  ['arm64', '5.10', 'max,pauth-impdef=on', NO_AUTHENTICATION],
  ['arm64', '6.1', 'cortex-a53', NO_FEATURE],
] as const)(
  'on %s, Linux %s and the processor %s, an image is brought back unless something is missing: %s',
  async ([architecture, kernel, cpu, missing], context) => {
    const image = await machineImage(context, architecture, folder.path);
    const ends = await startInMachine(image, { kernel, ...(cpu && { cpu }), starts: [LATER] });
    const found = ends.map(({ answers, stderr }) => ({ answers, stderr }));
    if (missing === undefined) expect(found).toEqual([{ answers: ['bootstrap'], stderr: '' }]);
    else expect(found).toEqual([{ answers: ['node'], stderr: `${UNUSED}${missing}\n` }]);
  },
);
