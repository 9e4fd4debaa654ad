import { afterAll, expect, test, vi } from 'vitest';
import { PROGRAM } from '../support/image-start.ts';
import { machineImage, startInMachine } from '../support/machine-starts.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const folder = await temporaryFolder({}, 'snapboot-image-vm-');

// An image is taken and brought back, both by a processor that is emulated on busy ones.
vi.setConfig({ testTimeout: 600_000 });

afterAll(() => folder[Symbol.asyncDispose]());

// An image goes on at the time at which it was taken, which is within the first seconds.
const LATER = { waitMs: 10_000 };
const PLAIN = { waitMs: 0, env: { SNAPBOOT_BOOT: 'plain' } };

interface Worked {
  readonly program: string;
  readonly random: readonly [number, string];
}

// What takes threads, the kernel, memory of all kinds and compiled code.
const WORK = `
  const { createHash, randomUUID } = require('node:crypto');
  const { promisify } = require('node:util');
  const zlib = require('node:zlib');
  exports.handler = async ({ index }) => {
    let sum = 0;
    for (let round = 0; round < 100_000; round += 1) sum += Math.sqrt(round) % 1;
    await new Promise((resolve) => setTimeout(resolve, 20));
    const files = await require('node:fs/promises').readdir('/var/task');
    const packed = await promisify(zlib.gzip)(Buffer.alloc(100_000, 'x'));
    const { instance } = await WebAssembly.instantiate(Buffer.from('AGFzbQEAAAABBQFgAAF/AwIBAAcFAQFmAAAKBgEEAEEqCw==', 'base64'));
    return {
      program: ${PROGRAM}, index, sum, files, packed: createHash('sha256').update(packed).digest('hex'), wasm: instance.exports.f(),
      heap: require('node:v8').getHeapStatistics().heap_size_limit, random: [Math.random(), randomUUID()],
    };
  };`;

test('an image for arm64 that is taken in a virtual machine is brought back where pointers are authenticated', async (context) => {
  const image = await machineImage(context, 'arm64', folder.path);
  const machine = { cpu: 'max,pauth-impdef=on', text: WORK, events: 2, starts: [LATER, { waitMs: 0 }, PLAIN] };
  const ends = await startInMachine(image, machine);
  const answers = ends.map((end) => end.answers as readonly Worked[]);
  expect(new Set(answers.flat().flatMap(({ random }) => random)).size).toBe(12);
  const [first, second, plain] = answers.map((ones) => ones.map(({ random: _, ...rest }) => rest));
  const broughtBack = plain?.map((answer) => ({ ...answer, program: 'bootstrap' }));
  expect([first, second]).toEqual([broughtBack, broughtBack]);
  expect(ends.map(({ stderr }) => stderr)).toEqual(['', '', '']);
  // They are counted, not measured.
  const [, initMs = 0, plainMs = 0] = ends.map((end) => end.initMs);
  expect(initMs / plainMs).toBeLessThan(0.4);
});
