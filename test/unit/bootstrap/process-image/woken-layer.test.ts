import { expect, test } from 'vitest';
import { type BootKind, bootFunction } from '../../../support/image-process.ts';
import { startRecordedRuntimeApi } from '../../../support/recorded-runtime-api.ts';

/** What a handler gives for one event in a start of this kind. */
async function seen(kind: BootKind, text: string, events: readonly unknown[] = [{}]): Promise<unknown[]> {
  await using api = await startRecordedRuntimeApi(events);
  const run = await bootFunction(kind, { 'index.js': text }, { api });
  expect(run).toMatchObject({ end: 'idle', stderr: '' });
  return api.responses;
}

const ALIKE: Readonly<Record<string, string>> = {
  'the facts of the process': `({ execPath, argv, argv0, execArgv, title, exitCode, version, debugPort }) => ({ execPath, argv: argv.map((text) => text.replace(/snapboot-test-\\w+/, '')), argv0, execArgv, title, exitCode, version, debugPort })`,
  'the shape of their properties': `(process) => Object.entries(Object.getOwnPropertyDescriptors(process)).map(([name, { value, ...rest }]) => [name, typeof value, ...Object.keys(rest), ...Object.values(rest).filter((one) => typeof one !== 'function')].join()).sort()`,
  'the listeners of the process': `(process) => process.eventNames().map((name) => [String(name), process.listenerCount(name)])`,
  'global names': `() => Reflect.ownKeys(globalThis).map((name) => { const { value, get, ...rest } = Reflect.getOwnPropertyDescriptor(globalThis, name); return [String(name), typeof value, typeof get, JSON.stringify(rest)].join(' '); }).filter((text) => !text.startsWith('Symbol(undici')).sort()`,
  'the console': `() => Object.entries(Object.getOwnPropertyDescriptors(console)).map(([name, { value, get }]) => [name, typeof value, typeof get].join())`,
  'the modules that are loaded': `() => Object.keys(require.cache).map((file) => require('node:path').basename(file))`,
  'the main module': `() => ({ name: require('node:path').basename(require.main.filename), loaded: require.main.loaded, children: require.main.children.map(({ id }) => require('node:path').basename(id)), paths: require.main.paths.length })`,
  'the names of variables': `(process) => Object.keys(process.env).sort()`,
  'the machine': `() => { const os = require('node:os'); return [os.type(), os.release(), os.version(), os.machine(), os.hostname(), os.tmpdir(), os.homedir(), os.EOL, process.cwd().replace(/snapboot-test-\\w+/, '')]; }`,
  'what keeps the event loop alive': `(process) => process.getActiveResourcesInfo()`,
  'the moments of the start': `() => { const { nodeStart, v8Start, environment, bootstrapComplete, loopStart, loopExit } = performance.nodeTiming; return [[nodeStart, v8Start, environment, bootstrapComplete, loopStart].every((time) => time >= 0 && time < 5000), loopExit, performance.getEntries().length]; }`,
  'how it was told to import': `async () => [typeof (await import('node:fs')).readFileSync, typeof (await import('./index.js')).handler]`,
  'settings of errors': `() => [Error.stackTraceLimit, typeof Error.prepareStackTrace, Object.getOwnPropertyNames(Error).join()]`,
};

test.for(Object.entries(ALIKE))('a function in a woken process sees %s as in a plain start', async ([_what, see]) => {
  const text = `exports.handler = async () => await (${see})(process);`;
  expect(await seen('layer', text)).toEqual(await seen('plain', text));
});

test('time begins when the process wakes', async () => {
  // Of many tries, since a busy machine may go on with another process between two questions.
  const text = `exports.handler = async () => {
    const tries = Array.from({ length: 1000 }, () => {
      const { timeOrigin } = performance;
      const before = Date.now();
      return { skew: Math.abs(before - timeOrigin - performance.now()), start: before - process.uptime() * 1000 };
    });
    const { timeOrigin: origin } = performance;
    return { origin, skew: Math.min(...tries.map(({ skew }) => skew)), start: Math.max(...tries.map(({ start }) => start)) };
  };`;
  await using api = await startRecordedRuntimeApi([{}]);
  const { sleptAt } = await bootFunction('layer', { 'index.js': text }, { api });
  const [{ origin, skew, start }] = api.responses as [Record<'origin' | 'skew' | 'start', number>];
  expect(skew).toBeLessThan(20);
  expect(origin).toBeGreaterThan(sleptAt - 5);
  expect(start).toBeGreaterThan(sleptAt - 5);
  expect(origin).toBeLessThan(Date.now());
});
