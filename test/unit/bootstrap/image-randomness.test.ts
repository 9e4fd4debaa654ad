import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { imageLayer } from '../../support/image-layer.ts';
import { startImage } from '../../support/image-start.ts';

const PACKAGES = fileURLToPath(new URL('../../../node_modules', import.meta.url));

/** Sources of random numbers, by the expressions that draw from them. */
const SOURCES: Readonly<Record<string, string>> = {
  'Math.random': '[Math.random(), Math.random()]',
  'Math.random, all that was drawn ahead': 'Array.from({ length: 70 }, () => Math.random())',
  'Math.random in a context of node:vm': 'require("node:vm").runInNewContext("[Math.random(), Math.random()]")',
  'Math.random in a second context':
    '(vm => (vm.runInNewContext("0"), vm.runInNewContext("Math.random()")))(require("node:vm"))',
  'crypto.randomUUID': '[crypto.randomUUID(), crypto.randomUUID()]',
  'crypto.randomUUID without its store': 'crypto.randomUUID({ disableEntropyCache: true })',
  'the global crypto': '[globalThis.crypto.randomUUID(), globalThis.crypto.getRandomValues(new Uint8Array(16)).join()]',
  'crypto.randomInt': '[crypto.randomInt(2 ** 47), crypto.randomInt(2 ** 47)]',
  'crypto.randomBytes': 'crypto.randomBytes(16).toString("hex")',
  'crypto.randomFillSync': 'crypto.randomFillSync(Buffer.alloc(16)).toString("hex")',
  'a key of an elliptic curve':
    'crypto.generateKeyPairSync("ec", { namedCurve: "P-256" }).privateKey.export({ format: "jwk" }).d',
  'a key for HMAC': 'crypto.generateKeySync("hmac", { length: 256 }).export().toString("hex")',
  'the nonce of a signature':
    'crypto.sign("sha256", Buffer.from("text"), crypto.createPrivateKey({ format: "jwk", key: KEY })).toString("hex")',
  'the package uuid': '(await import(PACKAGES + "/uuid/dist-node/index.js")).v4()',
  'the package nanoid': '(await import(PACKAGES + "/nanoid/index.js")).nanoid()',
};

// Signing the same text with the same key tells the key, where the nonce is the same.
const KEY = {
  kty: 'EC',
  crv: 'P-256',
  x: 'f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU',
  y: 'x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0',
  d: 'jpsQnnGQmL-YBIffH1136cspYG6-0iY7X1fCE9-E9LI',
};

test('processes that begin at once from one image draw nothing that another one draws', async (context) => {
  await using layer = await imageLayer(context);
  const entries = Object.entries(SOURCES).map(([name, draw]) => `[${JSON.stringify(name)}]: ${draw}`);
  const text = `const crypto = require('node:crypto'); const KEY = ${JSON.stringify(KEY)}; const PACKAGES = ${JSON.stringify(PACKAGES)};
    exports.handler = async () => ({ ${entries.join(', ')} });`;
  const starts = await Promise.all(Array.from({ length: 4 }, () => startImage(layer, { text })));
  for (const { end, stderr } of starts) expect({ end, stderr }).toEqual({ end: 'idle', stderr: '' });
  const drawn = starts.map(({ answers }) => answers[0] as Readonly<Record<string, unknown>>);
  for (const name of Object.keys(SOURCES)) {
    const values = drawn.flatMap((answer) => [answer[name]].flat());
    expect({ name, values: new Set(values).size }).toEqual({ name, values: values.length });
    expect(values).not.toContain(undefined);
  }
});
