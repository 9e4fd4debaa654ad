import { expect, test } from 'vitest';
import { compiledFunction, runCompiled } from '../support/compiled-function.ts';

test.each(['stream', 'string_decoder', 'worker_threads', 'v8'])(
  'a built-in module that training itself needs is loaded in init as well where a sample event needs it: %s',
  async (name) => {
    await using compiled = await compiledFunction(
      { 'index.mjs': `export const handler = async () => typeof (await import('${name}'));` },
      [1],
    );
    expect(compiled.builtins).toContain(name);
  },
);

// What each of them loads in a plain Node.js.
const GLOBALS: readonly (readonly [name: string, module: string, use: string])[] = [
  ['Response', 'internal/deps/undici/undici', 'await new Response("a").text()'],
  ['Response', 'internal/deps/undici/undici', 'String(await fetch("data:,a").then((answer) => answer.text()))'],
  ['Response', 'internal/deps/undici/undici', 'new Headers({ a: "b" }).get("a")'],
  ['CompressionStream', 'internal/webstreams/compression', 'typeof new CompressionStream("gzip")'],
  ['TextDecoderStream', 'internal/webstreams/encoding', 'new TextEncoderStream().encoding'],
  ['TransformStream', 'internal/webstreams/transformstream', 'typeof new TransformStream()'],
  ['ReadableStream', 'internal/webstreams/readablestream', 'typeof new ReadableStream()'],
  ['WritableStream', 'internal/webstreams/writablestream', 'typeof new WritableStream()'],
  [
    'CountQueuingStrategy',
    'internal/webstreams/queuingstrategies',
    'typeof new ByteLengthQueuingStrategy({ highWaterMark: 1 })',
  ],
  ['crypto', 'internal/crypto/webcrypto', 'typeof globalThis.crypto.subtle'],
  ['MessageChannel', 'internal/worker/io', 'new MessageChannel().port1.close()'],
  ['File', 'internal/file', 'new File([], "a").name'],
  ['navigator', 'internal/navigator', 'navigator.userAgent'],
];

test.each(GLOBALS)(
  'a global that a sample event needs is loaded in init, without a word in the log: %s with %s for %s',
  async (name, module, use) => {
    const files = {
      'index.mjs': `export const handler = async (isUsed) => {
        const before = process.moduleLoadList.includes('NativeModule ${module}');
        if (isUsed) ${use};
        return before;
      };`,
    };
    await using compiled = await compiledFunction(files, [true]);
    expect(compiled.globals).toEqual([name]);
    expect(await runCompiled(compiled, [true])).toMatchObject({ responses: [true], stdout: '', stderr: '' });
    await using untouched = await compiledFunction(files, [false]);
    expect({ globals: untouched.globals, ...(await runCompiled(untouched, [false])) }).toMatchObject({
      globals: [],
      responses: [false],
    });
  },
);

test.each([
  ['replaced', 'globalThis.Response = class Other {};', 'function Other'],
  ['deleted', 'delete globalThis.Response;', 'undefined '],
  [
    'deleted and given a getter that throws',
    `delete globalThis.Response; Object.defineProperty(globalThis, 'Response', { get() { throw new Error('mine') } });`,
    'Error: mine',
  ],
])(
  'a global that the function has %s stays as it is where the events load what it stood for',
  async (_what, change, told) => {
    await using compiled = await compiledFunction(
      {
        'index.mjs': `${change}
          const response = () => { try { return typeof Response + ' ' + (globalThis.Response?.name ?? ''); } catch (error) { return String(error); } };
          export const handler = async () => [new Headers({ a: 'b' }).get('a'), response()];`,
      },
      [1],
    );
    expect(compiled.globals).toEqual(['Response']);
    const { responses, stderr } = await runCompiled(compiled, [1]);
    expect({ responses, stderr }).toEqual({ responses: [['b', told]], stderr: '' });
  },
);
