import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { type BootKind, type BootRun, bootFunction } from '../../../support/image-process.ts';
import { startRecordedRuntimeApi } from '../../../support/recorded-runtime-api.ts';

const MODULE = await readFile(
  fileURLToPath(new URL('../../../../layer/function/hooks/function-hooks.ts', import.meta.url)),
  'utf8',
);

interface HookedRun extends BootRun {
  readonly responses: readonly unknown[];
  readonly errors: readonly unknown[];
  readonly sequence: readonly string[];
}

/** Runs a function that imports its hooks. */
async function run(kind: BootKind, text: string, events: readonly unknown[] = [{}]): Promise<HookedRun> {
  await using api = await startRecordedRuntimeApi(events);
  const files = {
    'index.mjs': `import { afterRestore, afterWaking, beforeImage, beforeSnapshot } from './hooks.ts'; ${text}`,
    'hooks.ts': MODULE,
  };
  const finished = await bootFunction(kind, files, { api });
  return { ...finished, responses: api.responses, errors: api.errors, sequence: api.sequence };
}

const HOOKED = `const done = []; const soon = () => new Promise((resolve) => setTimeout(resolve, 5));
  beforeImage(async () => { await soon(); done.push('before'); });
  beforeSnapshot(() => { done.push('as well'); });
  afterWaking(async () => { await soon(); done.push(process.env.AWS_REGION); });
  afterRestore(() => { done.push(typeof crypto.randomUUID()); });
  export const handler = async () => done;`;

test('hooks run before a process sleeps, and after it has woken before its first event, in their order', async () => {
  const { responses, stderr, errors } = await run('function', HOOKED, [1, 2]);
  const done = ['before', 'as well', 'eu-central-1', 'string'];
  expect({ responses, stderr, errors }).toEqual({ responses: [done, done], stderr: '', errors: [] });
});

test.for(['plain', 'layer'] as const)('they do nothing where the function is loaded as ever: %s', async (kind) => {
  expect((await run(kind, HOOKED)).responses).toEqual([[]]);
});

test('what a hook throws after waking ends init, once and for the whole process', async () => {
  const text = `afterWaking(async () => { throw new RangeError('no luck'); }); export const handler = async () => 1;`;
  const { sequence, errors, end, stderr } = await run('function', text);
  expect({ sequence, end, stderr }).toEqual({ sequence: ['init error'], end: 'exit 1', stderr: '' });
  expect(errors).toMatchObject([{ errorType: 'RangeError', errorMessage: 'no luck' }]);
});

test.for([
  ['an exception', 'uncaughtExceptionMonitor', "throw new TypeError('a crash')", 'TypeError', 129],
  ['a rejection', 'warned', "Promise.reject(new Error('a crash'))", 'Runtime.UnhandledPromiseRejection', 128],
] as const)('%s that nobody hears while hooks run is the error of init, though they go on', async (crashing) => {
  const [, event, crash, errorType, exit] = crashing;
  const text = `afterWaking(() => new Promise((resolve) => {
      process.once('${event}', () => setImmediate(resolve));
      setTimeout(() => { ${crash}; setImmediate(() => process.emit('warned')); });
    }));
    export const handler = async () => 1;`;
  const { sequence, errors, end, stderr } = await run('function', text);
  expect({ sequence, end, stderr }).toEqual({ sequence: ['init error'], end: `exit ${exit}`, stderr: '' });
  expect(errors).toMatchObject([{ errorType }]);
});

test('what a hook throws before the process sleeps is a fault of the build', async () => {
  const text = `beforeImage(() => { throw new RangeError('no luck'); }); export const handler = async () => 1;`;
  const { end, report } = await run('function', text);
  expect({ end, fault: report.fault?.text }).toEqual({ end: 'exit 1', fault: 'RangeError: no luck' });
});
