import { expect, test } from 'vitest';
import { patient } from '../support/built-layer.ts';
import { runIn, snapshotFunction } from '../support/snapshot-function.ts';

const LIMIT_MS = 90_000;

// The pools of uuid and nanoid, as these packages have them: filled at the first use.
const SOURCES = `import crypto, { getRandomValues, randomBytes, randomFillSync, randomInt, randomUUID } from 'node:crypto';
  const { random } = Math;
  const uuidPool = new Uint8Array(256); let uuidAt = uuidPool.length;
  const uuid = () => { if (uuidAt > 240) { randomFillSync(uuidPool); uuidAt = 0; } return Buffer.from(uuidPool.slice(uuidAt, uuidAt += 16)).toString('hex'); };
  let pool, poolAt;
  const nanoid = () => { if (!pool || poolAt + 21 > pool.length) { pool = Buffer.allocUnsafe(21 * 128); getRandomValues(pool); poolAt = 0; } return pool.subarray(poolAt, poolAt += 21).toString('hex'); };`;
const DRAW = `({ ids: [randomUUID(), globalThis.crypto.randomUUID(), randomUUID({ disableEntropyCache: true }), crypto.randomUUID(), randomInt(2 ** 47),
  randomBytes(16).toString('hex'), Math.random(), random(), uuid(), nanoid(), globalThis.crypto.getRandomValues(new Uint8Array(16)).join()] })`;

test(
  'processes that wake from one snapshot draw different identifiers, from each source',
  async () => {
    await using snapshot = await snapshotFunction({
      'index.mjs': `${SOURCES} export const handler = async () => ${DRAW};`,
    });
    await expectDifferent(snapshot);
  },
  patient(LIMIT_MS),
);

test(
  'they also do after randomness that was allowed was drawn from each source while the function was loaded',
  async () => {
    await using snapshot = await snapshotFunction(
      { 'index.mjs': `${SOURCES} globalThis.drawn = ${DRAW}; export const handler = async () => ${DRAW};` },
      { allowRandom: ['.'] },
    );
    await expectDifferent(snapshot);
  },
  patient(LIMIT_MS),
);

test.each([
  ['randomUUID()', `import { randomUUID } from 'node:crypto';\nexport const id = randomUUID();`, 'crypto.randomUUID()'],
  ['globalThis.crypto.randomUUID()', `\nexport const id = crypto.randomUUID();`, 'crypto.randomUUID()'],
  ['randomInt()', `import { randomInt } from 'node:crypto';\nexport const id = randomInt(5);`, 'crypto.randomInt()'],
  [
    'randomBytes()',
    `import { randomBytes } from 'node:crypto';\nexport const id = randomBytes(5);`,
    'crypto.randomBytes()',
  ],
  ['getRandomValues()', `\nexport const id = crypto.getRandomValues(new Uint8Array(9));`, 'crypto.getRandomValues()'],
  ['Math.random()', `\nexport const id = Math.random();`, 'Math.random()'],
])(
  'randomness of %s that is drawn while a function is loaded is refused with its place',
  async (_source, text, what) => {
    const files = {
      'index.mjs': `export { id } from './src/id.mjs'; export const handler = async () => 1;`,
      'src/id.mjs': text,
    };
    await expect(snapshotFunction(files)).rejects.toThrow(
      `no snapshot: while it is loaded, the function (src/id.mjs:2) draws ${what}: it would be the same in all that wake; --allow-random . allows it`,
    );
  },
  patient(LIMIT_MS),
);

test(
  'a package is told by its name, and may be allowed by it',
  async () => {
    const files = {
      'index.mjs': `import { id } from 'ids'; export const handler = async () => typeof id;`,
      'node_modules/ids/package.json': '{"name":"ids","main":"index.js"}',
      'node_modules/ids/index.js': 'exports.id = Math.random();',
    };
    await expect(snapshotFunction(files)).rejects.toThrow(
      'ids (node_modules/ids/index.js:1) draws Math.random(): it would be the same in all that wake; --allow-random ids allows it',
    );
    await using snapshot = await snapshotFunction(files, { allowRandom: ['ids'] });
    expect((await runIn(snapshot)).responses).toEqual(['number']);
  },
  patient(LIMIT_MS),
);

test(
  'a buffer that was filled where that was allowed is filled anew in each process',
  async () => {
    await using snapshot = await snapshotFunction(
      {
        'index.mjs': `import { randomBytes, randomFillSync } from 'node:crypto';
          const key = randomBytes(16); const filled = randomFillSync(Buffer.alloc(16));
          export const handler = async () => [key.toString('hex'), filled.toString('hex')];`,
      },
      { allowRandom: ['.'] },
    );
    const [one, other] = [await runIn(snapshot), await runIn(snapshot)];
    const values = [one, other].flatMap(({ responses }) => responses[0] as string[]);
    expect(new Set(values).size).toBe(4);
  },
  patient(LIMIT_MS),
);

async function expectDifferent(snapshot: Parameters<typeof runIn>[0]): Promise<void> {
  const [one, other] = [await runIn(snapshot), await runIn(snapshot)];
  expect([one.stderr, other.stderr]).toEqual(['', '']);
  const [first, second] = [one, other].map(({ responses }) => (responses[0] as { ids: unknown[] }).ids);
  const same = first?.flatMap((id, index) => (id === second?.[index] ? [index] : []));
  expect({ count: first?.length, same }).toEqual({ count: 11, same: [] });
}
