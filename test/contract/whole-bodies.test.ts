// What a function sends arrives byte by byte as it was, however slowly it is read and whatever the collector does meanwhile.
import { readFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { type RecordedRuntimeApi, startRecordedRuntimeApi } from '../support/recorded-runtime-api.ts';
import { type FunctionRun, runFunction } from '../support/run-function.ts';
import { seededBytes } from '../support/seeded-bytes.ts';
import { SeededRandom } from '../support/seeded-random.ts';

const MEGABYTE = 1 << 20;

const SUPPORT = {
  'seeded-bytes.ts': readFileSync(new URL('../support/seeded-bytes.ts', import.meta.url), 'utf8'),
  'seeded-random.ts': readFileSync(new URL('../support/seeded-random.ts', import.meta.url), 'utf8'),
  'collector.ts': `
    import { setFlagsFromString } from 'node:v8';
    import { runInNewContext } from 'node:vm';

    let collecting = false;

    /** Collects what nobody holds, again and again, and lets other bytes take its place. */
    export function startCollector(): void {
      if (collecting) return;
      collecting = true;
      setFlagsFromString('--expose-gc');
      const collect = runInNewContext('gc');
      setInterval(() => {
        collect();
        for (let size = 64; size <= 1 << 21; size *= 2) Buffer.alloc(size, 'foreign');
      }, 10).unref();
    }
  `,
};

const STREAMS = `
  import { Readable } from 'node:stream';
  import { pipeline } from 'node:stream/promises';
  import { startCollector } from './collector.ts';
  import { seededBytes } from './seeded-bytes.ts';
  import { SeededRandom } from './seeded-random.ts';

  export const handler = awslambda.streamifyResponse(async ({ seed, bytes }, stream) => {
    startCollector();
    await pipeline(Readable.from(chunks(seed, bytes), { objectMode: false }), stream);
  });

  // As many of a few bytes as of megabytes.
  function* chunks(seed, bytes) {
    const random = new SeededRandom(seed);
    for (let at = 0, length; at < bytes; at += length) {
      length = Math.min(bytes - at, 1 + random.below(2 ** (1 + random.below(21))));
      yield seededBytes(seed, at, length);
    }
  }
`;

const REUSES = `
  import { startCollector } from './collector.ts';
  import { seededBytes } from './seeded-bytes.ts';

  export const handler = awslambda.streamifyResponse(async ({ seed, bytes }, stream) => {
    startCollector();
    const buffer = Buffer.alloc(${MEGABYTE});
    for (let at = 0; at < bytes; at += buffer.length) {
      buffer.set(seededBytes(seed, at, buffer.length));
      await new Promise((written) => stream.write(buffer, written));
    }
    stream.end();
  });
`;

const ANSWERS = `
  import { startCollector } from './collector.ts';
  import { seededBytes } from './seeded-bytes.ts';

  export const handler = async ({ seed, bytes }) => {
    startCollector();
    return Buffer.from(seededBytes(seed, 0, bytes)).toString('latin1');
  };
`;

// A number goes over the bare handle of Node.js, a name over node:net.
describe.each(['127.0.0.1', 'localhost'])('to a reader at %s that stops and goes', (host) => {
  test.each([1, 2, 3])('100 MB are streamed in chunks of 1 byte to 2 MB: seed %i', async (seed) => {
    const bytes = 100 * MEGABYTE;
    await using api = await startRecordedRuntimeApi([{ seed, bytes }], { betweenReads: stopAndGo(seed) });
    const { end, stdout, stderr } = await run(host, STREAMS, api);
    expect({ end, stdout, stderr }).toEqual({ end: 'idle', stdout: '', stderr: '' });
    const { body, trailingError } = await api.call('response');
    expect(trailingError).toBeUndefined();
    expectSeeded(body, seed, bytes);
  });

  test('a buffer may be used again once its callback has been called', async () => {
    const bytes = 30 * MEGABYTE;
    await using api = await startRecordedRuntimeApi([{ seed: 1, bytes }], { betweenReads: stopAndGo(1) });
    const { end, stdout, stderr } = await run(host, REUSES, api);
    expect({ end, stdout, stderr }).toEqual({ end: 'idle', stdout: '', stderr: '' });
    expectSeeded((await api.call('response')).body, 1, bytes);
  });

  test('results of 6 MB are sent whole, one after the other', async () => {
    // As JSON they take twice as many.
    const bytes = 3 * MEGABYTE;
    const seeds = [1, 2, 3, 4, 5];
    await using api = await startRecordedRuntimeApi(
      seeds.map((seed) => ({ seed, bytes })),
      { betweenReads: stopAndGo(1) },
    );
    const { end, stdout, stderr } = await run(host, ANSWERS, api);
    expect({ end, stdout, stderr }).toEqual({ end: 'idle', stdout: '', stderr: '' });
    for (const [index, seed] of seeds.entries()) {
      const text = (await api.call('response', index + 1)).json as string;
      expectSeeded(Buffer.from(text, 'latin1'), seed, bytes);
    }
  });
});

function run(host: string, code: string, api: RecordedRuntimeApi): Promise<FunctionRun> {
  const env = {
    AWS_LAMBDA_RUNTIME_API: `${host}:${api.port}`,
    NODE_OPTIONS: '--max-old-space-size=64 --max-semi-space-size=1',
  };
  return runFunction({ ...SUPPORT, 'index.ts': code }, { api, env });
}

/** Reads many pieces at once, then none for a while. */
function stopAndGo(seed: number): () => Promise<void> {
  const random = new SeededRandom(seed);
  return async () => {
    if (random.below(30) === 0) await delay(1 + random.below(20));
  };
}

function expectSeeded(body: Buffer, seed: number, bytes: number): void {
  expect(body.length).toBe(bytes);
  const wrong: number[] = [];
  for (let at = 0; at < bytes; at += MEGABYTE) {
    const length = Math.min(MEGABYTE, bytes - at);
    if (!body.subarray(at, at + length).equals(seededBytes(seed, at, length))) wrong.push(at);
  }
  expect(wrong).toEqual([]);
}
