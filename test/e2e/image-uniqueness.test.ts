import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { imageFunction, imagesNeed } from '../support/image-function.ts';

const missing = await imagesNeed();

const [UUID, NANOID] = ['uuid', 'nanoid'].map((name) => fileURLToPath(import.meta.resolve(name)));

const SOURCES = `import crypto, { getRandomValues, randomBytes, randomInt, randomUUID } from 'node:crypto';
  import { v1, v4, v6, v7 } from '${UUID}'; import { customAlphabet, nanoid } from '${NANOID}'; const custom = customAlphabet('0123456789abcdef', 24); const { random } = Math;
  const key = crypto.createPrivateKey({ key: Buffer.from('MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgobTIjKOPAoWaxrRLnwdxX5fXINLZ4qfGjsHiIFCTpKuhRANCAAR8c/QoL1il43Riq0sa7rhjfrQCsDVKIJMPJEAW5nuJ7lNc/LpjXYiOQ2nZ2XJ3mvoEdBala6YE51nvhJo7OASo', 'base64'), format: 'der', type: 'pkcs8' });
  const draw = () => ({ random: Math.random(), kept: random(), uuid: randomUUID(), global: globalThis.crypto.randomUUID(),
    uncached: randomUUID({ disableEntropyCache: true }), int: randomInt(2 ** 47), bytes: randomBytes(16).toString('hex'),
    values: getRandomValues(new Uint8Array(16)).join(), web: globalThis.crypto.getRandomValues(new Uint8Array(16)).join(),
    pair: crypto.generateKeyPairSync('ec', { namedCurve: 'P-256' }).publicKey.export({ format: 'jwk' }).x,
    signature: crypto.sign('sha256', Buffer.from('same'), key).toString('hex'), v1: v1(), v4: v4(), given: v4({}), v6: v6(), v7: v7(),
    nanoid: nanoid(), custom: custom() });`;

test.skipIf(missing).each([
  ['', `export const handler = async () => draw();`, []],
  [
    ' after all of it was drawn while it was loaded',
    `globalThis.early = draw(); export const handler = async () => draw();`,
    ['.', 'uuid', 'nanoid'],
  ],
])('two that wake at once draw nothing alike%s', async (_when, text, allowed) => {
  await using built = await imageFunction(
    { 'index.mjs': `${SOURCES} ${text}` },
    allowed.flatMap((name) => ['--allow-random', name]),
  );
  const [one, other] = await Promise.all([built.invoke({}), built.invoke({})]);
  const [first, second] = [one.answer, other.answer] as Record<string, unknown>[];
  expect(Object.keys(first ?? {})).toHaveLength(18);
  for (const [name, value] of Object.entries(first ?? {})) expect(second?.[name], name).not.toEqual(value);
});

test.skipIf(missing).each([
  ['uuid', UUID, 'v7', 'v7()'],
  ['nanoid', NANOID, 'customAlphabet', `customAlphabet('0123456789', 9)()`],
])(
  'the package %s is refused where it draws while it is loaded, with its place',
  async (name, file, imported, call) => {
    const text = `import { ${imported} } from '${file}'; const id = ${call}; export const handler = async () => id;`;
    const building = imageFunction({ 'index.mjs': text });
    await expect(building).rejects.toThrow(
      new RegExp(
        `^no image: while it is loaded, ${name} \\(\\S*node_modules/${name}/\\S+:\\d+\\) draws crypto\\.getRandomValues`,
      ),
    );
    await expect(building).rejects.toThrow(`--allow-random ${name} allows it`);
  },
);

test.skipIf(missing)(
  'what a package keeps of it as text would be the same in all that wake: that is noticed',
  async () => {
    const text = `import { nanoid } from '${NANOID}'; nanoid(); nanoid(); export const handler = async () => nanoid();`;
    await expect(imageFunction({ 'index.mjs': text }, ['--allow-random', 'nanoid'])).rejects.toThrow(
      'no image: from it, answers to the event {} are the same twice, which they are not without it',
    );
  },
);
