import { expect, test } from 'vitest';
import { bootFunction } from '../../../support/image-process.ts';
import { startRecordedRuntimeApi } from '../../../support/recorded-runtime-api.ts';

interface Drawn {
  readonly early: Readonly<Record<string, string>>;
  readonly late: Readonly<Record<string, string>>;
}

/** What a function draws before it sleeps, and after that. */
async function draw(): Promise<Drawn> {
  const text = `const { randomBytes, randomFillSync, randomInt, randomUUID } = require('node:crypto');
    // What is drawn ahead of others, by a package that keeps a pool.
    const pool = randomFillSync(Buffer.alloc(64)); const values = crypto.getRandomValues(new Uint8Array(64));
    const key = randomBytes(16); const text = (bytes) => Buffer.from(bytes).toString('hex');
    const draw = () => ({ uuid: randomUUID(), web: crypto.randomUUID(), int: String(randomInt(2 ** 47)),
      pool: text(pool), values: text(values), key: text(key) });
    const early = draw(); exports.handler = async () => ({ early, late: draw() });`;
  await using api = await startRecordedRuntimeApi([{}]);
  await bootFunction('function', { 'index.js': text }, { api, plan: { allowRandom: ['.'] } });
  return api.responses[0] as Drawn;
}

test('what a function draws after waking, its pools and the stores of Node.js are not those of before', async () => {
  const { early, late } = await draw();
  for (const name of Object.keys(early)) expect(late[name], name).not.toBe(early[name]);
});

test('the last random number that is told is a double, and is given to nobody else', async () => {
  await using api = await startRecordedRuntimeApi([{}]);
  const text = `exports.handler = async () => Array.from({ length: 100 }, () => Math.random());`;
  const { report } = await bootFunction('layer', { 'index.js': text }, { api });
  const told = (report.lastRandom ?? []).map((hex) => Buffer.from(hex, 'hex').readDoubleLE());
  expect(told).toHaveLength(1);
  expect(told.every((value) => value > 0 && value < 1)).toBe(true);
  expect(api.responses[0]).not.toEqual(expect.arrayContaining([told.at(-1)]));
});
