import { afterAll, expect, test, vi } from 'vitest';
import { UNUSED } from '../support/image-layer.ts';
import { machineImage, startInMachine } from '../support/machine-starts.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const folder = await temporaryFolder({}, 'snapboot-image-vm-');

// An image is taken and brought back, both by a processor that is emulated on busy ones.
vi.setConfig({ testTimeout: 600_000 });

afterAll(() => folder[Symbol.asyncDispose]());

// An image goes on at the time at which it was taken, which is within the first seconds.
const LATER = { waitMs: 10_000 };

test('an image for x86_64 that is taken in a virtual machine is brought back on Linux 5.10, once that is up for long enough', async (context) => {
  const image = await machineImage(context, 'x86_64', folder.path);
  const [early, late] = await startInMachine(image, { kernel: '5.10', starts: [{ waitMs: 0 }, LATER] });
  expect(early).toMatchObject({ answers: ['node'], stderr: `${UNUSED}this machine has not been up for long enough\n` });
  expect(late).toMatchObject({ answers: ['bootstrap'], stderr: '' });
});
