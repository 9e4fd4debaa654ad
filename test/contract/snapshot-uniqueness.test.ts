import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { runIn, snapshotFunction } from '../support/snapshot-function.ts';

const NODE_MODULES = fileURLToPath(new URL('../../node_modules', import.meta.url));

// The pools of uuid and nanoid, as these packages have them: filled at the first use.
const SOURCES = `import crypto, { getRandomValues, randomBytes, randomFillSync, randomInt, randomUUID } from 'node:crypto';
  const { random } = Math;
  const uuidPool = new Uint8Array(256); let uuidAt = uuidPool.length;
  const uuid = () => { if (uuidAt > 240) { randomFillSync(uuidPool); uuidAt = 0; } return Buffer.from(uuidPool.slice(uuidAt, uuidAt += 16)).toString('hex'); };
  let pool, poolAt;
  const nanoid = () => { if (!pool || poolAt + 21 > pool.length) { pool = Buffer.allocUnsafe(21 * 128); getRandomValues(pool); poolAt = 0; } return pool.subarray(poolAt, poolAt += 21).toString('hex'); };`;
const DRAW = `({ ids: [randomUUID(), globalThis.crypto.randomUUID(), randomUUID({ disableEntropyCache: true }), crypto.randomUUID(), randomInt(2 ** 47),
  randomBytes(16).toString('hex'), Math.random(), random(), uuid(), nanoid(), globalThis.crypto.getRandomValues(new Uint8Array(16)).join()] })`;

test('processes that wake from one snapshot draw different identifiers, from each source', async () => {
  await using snapshot = await snapshotFunction({
    'index.mjs': `${SOURCES} export const handler = async () => ${DRAW};`,
  });
  await expectDifferent(snapshot);
});

test('they also do after randomness that was allowed was drawn from each source while the function was loaded', async () => {
  await using snapshot = await snapshotFunction(
    { 'index.mjs': `${SOURCES} globalThis.drawn = ${DRAW}; export const handler = async () => ${DRAW};` },
    { allowRandom: ['.'] },
  );
  await expectDifferent(snapshot);
});

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
);

test('a package is told by its name, and may be allowed by it', async () => {
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
});

test('a buffer that was filled where that was allowed is filled anew in each process', async () => {
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
});

const REAL = `import { customAlphabet, nanoid } from 'nanoid';
  import { v1, v4, v6, v7 } from 'uuid';
  const custom = customAlphabet('0123456789abcdef', 24);
  const draw = () => [v1(), v4(), v4({}), v6(), v7(), nanoid(), nanoid(64), custom(), custom(5)];`;

test('identifiers of the packages uuid and nanoid are different, at first and again', async () => {
  await using snapshot = await snapshotFunction({
    ...(await packages()),
    'index.mjs': `${REAL} export const handler = async () => draw();`,
  });
  const runs = [await runIn(snapshot, [1, 2]), await runIn(snapshot, [1, 2])];
  expect(runs.map(({ stderr }) => stderr)).toEqual(['', '']);
  const ids = runs.flatMap(({ responses }) => responses.flat());
  expect(new Set(ids).size).toBe(36);
});

test.each([
  ['uuid', 'v4', 'v4()', 'crypto.randomUUID()'],
  ['uuid', 'v7', 'v7()', 'crypto.getRandomValues()'],
  ['nanoid', 'nanoid', 'nanoid()', 'crypto.getRandomValues()'],
  ['nanoid', 'customAlphabet', `customAlphabet('0123456789', 9)()`, 'crypto.getRandomValues()'],
])('the package %s is refused where it draws while the function is loaded: %s', async (name, imported, call, what) => {
  const text = `import { ${imported} } from '${name}'; const id = ${call}; export const handler = async () => id;`;
  const taking = snapshotFunction({ ...(await packages()), 'index.mjs': text });
  await expect(taking).rejects.toThrow(`no snapshot: while it is loaded, ${name} (node_modules/${name}/`);
  await expect(taking).rejects.toThrow(`draws ${what}: `);
  await expect(taking).rejects.toThrow(`--allow-random ${name} allows it`);
});

test('uuid, allowed to draw while the function is loaded, goes on with different identifiers', async () => {
  await using snapshot = await snapshotFunction(
    {
      ...(await packages()),
      'index.mjs': `import { v1, v4, v6, v7 } from 'uuid'; const draw = () => [v1(), v4(), v4({}), v6(), v7()];
          draw(); draw(); export const handler = async () => draw();`,
    },
    { allowRandom: ['uuid'] },
  );
  const runs = [await runIn(snapshot, [1, 2]), await runIn(snapshot, [1, 2])];
  expect(new Set(runs.flatMap(({ responses }) => responses.flat())).size).toBe(20);
});

test('nanoid keeps what it has drawn as text: allowed to draw while the function is loaded, it repeats that, as was told', async () => {
  const text = `import { nanoid } from 'nanoid'; nanoid(); nanoid(); export const handler = async () => nanoid();`;
  await using snapshot = await snapshotFunction(
    { ...(await packages()), 'index.mjs': text },
    { allowRandom: ['nanoid'] },
  );
  const [one, other] = [await runIn(snapshot), await runIn(snapshot)];
  expect(one.responses).toEqual(other.responses);
});

async function packages(): Promise<Record<string, string>> {
  const files: Record<string, string> = {};
  for (const name of ['uuid', 'nanoid']) {
    for (const entry of await readdir(join(NODE_MODULES, name), { recursive: true, withFileTypes: true })) {
      if (!entry.isFile() || !/\.js(?:on)?$/.test(entry.name)) continue;
      const file = join(entry.parentPath, entry.name);
      files[`node_modules${file.slice(NODE_MODULES.length)}`] = await readFile(file, 'utf8');
    }
  }
  return files;
}

async function expectDifferent(snapshot: Parameters<typeof runIn>[0]): Promise<void> {
  const [one, other] = [await runIn(snapshot), await runIn(snapshot)];
  expect([one.stderr, other.stderr]).toEqual(['', '']);
  const [first, second] = [one, other].map(({ responses }) => (responses[0] as { ids: unknown[] }).ids);
  const same = first?.flatMap((id, index) => (id === second?.[index] ? [index] : []));
  expect({ count: first?.length, same }).toEqual({ count: 11, same: [] });
}
