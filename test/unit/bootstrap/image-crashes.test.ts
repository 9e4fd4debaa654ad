import { join } from 'node:path';
import { expect, test } from 'vitest';
import { imageLayer, mapsOf, patchImage, UNUSED } from '../../support/image-layer.ts';
import { PROGRAM, startImage } from '../../support/image-start.ts';
import { compileAddon } from '../../support/native-addon.ts';

const ONE_LINE = /^snapboot: the process image is not used, the function starts without it: [^\n]+\n$/;
const EXECUTED = 4;
const FROM_IMAGE = 1;

test.for([
  ['SIGSEGV', 'the process of the image ended by SIGSEGV before its first event'],
  ['SIGBUS', 'the process of the image ended by SIGBUS before its first event'],
  ['SIGILL', 'the process of the image ended by SIGILL before its first event'],
  ['SIGABRT', 'the process of the image gave up before its first event'],
  ['SIGFPE', 'the process of the image ended by a signal before its first event'],
  ['SIGTRAP', 'the process of the image ended by a signal before its first event'],
  ['SIGSYS', 'the process of the image ended by a signal before its first event'],
] as const)(
  'where a function ends by %s while it is loaded, it is started without the image',
  async ([signal, reason], context) => {
    await using layer = await imageLayer(context);
    const text = `const program = ${PROGRAM};
    if (program === 'bootstrap') process.kill(process.pid, '${signal}');
    exports.handler = async () => program;`;
    expect(await startImage(layer, { text })).toEqual({
      end: 'idle',
      answers: ['node'],
      stderr: `${UNUSED}${reason}\n`,
    });
  },
);

test('so it is where its stack is no memory any more', async (context) => {
  await using layer = await imageLayer(context);
  const addon = join(layer.path, 'tried.node');
  await compileAddon(context, addon);
  const text = `const program = ${PROGRAM};
    if (program === 'bootstrap') require('${addon}').stray();
    exports.handler = async () => program;`;
  expect(await startImage(layer, { text })).toEqual({
    end: 'idle',
    answers: ['node'],
    stderr: `${UNUSED}the process of the image ended by SIGSEGV before its first event\n`,
  });
});

test('after its init nothing is left of what was done with signals for that', async (context) => {
  await using layer = await imageLayer(context);
  const addon = join(layer.path, 'tried.node');
  await compileAddon(context, addon);
  const text = `const { signals } = require('${addon}'); const loading = signals();
    exports.handler = async () => ({ loading, called: signals() });`;
  const {
    answers: [found],
  } = await startImage(layer, { text });
  const {
    answers: [plain],
  } = await startImage(layer, { text, env: { SNAPBOOT_BOOT: 'plain' } });
  const { loading, called } = found as Record<string, string>;
  expect(called).toBe((plain as Record<string, string>).called);
  expect(loading).not.toBe(called);
});

test('a listener that a function has for such a signal hears it', async (context) => {
  await using layer = await imageLayer(context);
  const text = `const heard = new Promise((resolve) => process.on('SIGABRT', resolve));
    exports.handler = async () => {
      // A listener alone keeps nobody waiting.
      const waiting = setInterval(() => {}, 1000);
      process.kill(process.pid, 'SIGABRT');
      return [${PROGRAM}, await heard, clearInterval(waiting)];
    };`;
  expect(await startImage(layer, { text })).toEqual({
    end: 'idle',
    answers: [['bootstrap', 'SIGABRT', null]],
    stderr: '',
  });
});

const CRASHES: Readonly<Record<string, string>> = {
  'process.abort()': 'process.abort();',
  'a signal for memory': "process.kill(process.pid, 'SIGSEGV');",
  'a signal for an instruction': "process.kill(process.pid, 'SIGILL');",
  'a trap': "require('node:v8').setFlagsFromString('--allow-natives-syntax'); new Function('%SystemBreak()')();",
  'an exception': "setImmediate(() => { throw new Error('uncaught'); }); return new Promise(() => {});",
  'a rejection': "setImmediate(() => Promise.reject(new Error('unhandled'))); return new Promise(() => {});",
  'an exit': 'process.exit(7);',
};

test.for(Object.entries(CRASHES))(
  'after its first event a function ends by %s as in a plain start',
  async ([_what, crash], context) => {
    await using layer = await imageLayer(context);
    const text = `exports.handler = async () => { ${crash} };`;
    const plain = await startImage(layer, { text, env: { SNAPBOOT_BOOT: 'plain' } });
    const { end, answers, stderr } = await startImage(layer, { text });
    expect({ end, answers }).toEqual({ end: plain.end, answers: plain.answers });
    expect(end).not.toBe('idle');
    expect(stderr).not.toContain(UNUSED);
  },
);

test('so it does where it has opened something in the place of what guarded its start', async (context) => {
  await using layer = await imageLayer(context);
  const text = `const fs = require('node:fs');
    exports.handler = async () => {
      for (let count = 0; count < 100; count++) fs.openSync('/dev/null');
      fs.fstatSync(62);
      process.abort();
    };`;
  expect(await startImage(layer, { text })).toMatchObject({ end: 'SIGABRT', answers: [] });
});

test('an image whose code is damaged is given up before the first event', async (context) => {
  await using layer = await imageLayer(context);
  for (const { access, source, offset, bytes } of mapsOf(layer)) {
    if ((access & EXECUTED) !== 0 && source === FROM_IMAGE) await patchImage(layer, offset, Buffer.alloc(bytes, 0xcc));
  }
  const { end, answers, stderr } = await startImage(layer);
  expect({ end, answers }).toEqual({ end: 'idle', answers: ['node'] });
  expect(stderr).toMatch(ONE_LINE);
});
