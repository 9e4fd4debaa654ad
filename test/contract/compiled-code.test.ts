import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { stampOf } from '../../layer/function/compile/script-stamp.ts';
import { changeCodeFile, compiledFunction, runCompiled } from '../support/compiled-function.ts';
import { startRecordedRuntimeApi } from '../support/recorded-runtime-api.ts';
import { runFunction } from '../support/run-function.ts';
import { SeededRandom } from '../support/seeded-random.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const MARK = '.snapboot-loading';
const ECHO = { 'index.mjs': 'export const handler = async (event) => ({ event });' };

test('a compiled function answers, and V8 takes its code', async () => {
  await using compiled = await compiledFunction(ECHO, [{ a: 1 }]);
  expect(await runCompiled(compiled, [{ b: 2 }])).toMatchObject({
    responses: [{ event: { b: 2 } }],
    stdout: '',
    stderr: '',
  });
});

test('a source beyond ASCII is read as UTF-8', async () => {
  const text = `const own = () => 'MARK';\nexport const handler = async () => String(own);`;
  await using compiled = await compiledFunction({ 'index.mjs': text });
  const file = join(compiled.path, 'index.js');
  // Of the same length for V8, which takes functions' texts from the source.
  const script = Buffer.from((await readFile(file, 'utf8')).replace('MARK', 'Märk'));
  await writeFile(file, script);
  await changeCodeFile(compiled, { script: stampOf(script), isAscii: false });
  const { responses, stdout } = await runCompiled(compiled);
  expect({ text: String(responses[0]).includes('Märk'), stdout }).toEqual({ text: true, stdout: '' });
});

test('code that V8 refuses costs only itself, and is told at the level of debugging', async () => {
  await using compiled = await compiledFunction(ECHO);
  const { length } = await readFile(compiled.codeFile);
  await truncate(compiled.codeFile, length - 10);
  const { responses, stdout } = await runCompiled(compiled);
  expect(responses).toEqual([{ event: {} }]);
  expect(stdout).toMatch(/DEBUG\tsnapboot: V8 \S+ on \w+ cannot use .*index\.js\.cache\n$/);
  const quiet = await runCompiled(compiled, [{}], { AWS_LAMBDA_LOG_LEVEL: 'INFO' });
  expect({ responses: quiet.responses, stdout: quiet.stdout }).toEqual({ responses: [{ event: {} }], stdout: '' });
});

test('who wants a plain start is given one without it', async () => {
  await using compiled = await compiledFunction(ECHO);
  await truncate(compiled.codeFile, 10);
  const { responses, stdout } = await runCompiled(compiled, [{}], { SNAPBOOT_BOOT: 'plain' });
  expect({ responses, stdout }).toEqual({ responses: [{ event: {} }], stdout: '' });
});

test('a start that follows one which ended while it loaded compiled code does without, and says so', async () => {
  await using compiled = await compiledFunction(ECHO);
  const ended = spawnSync('true').pid;
  await using temporary = await temporaryFolder({ [MARK]: `${ended} ${compiled.codeFile}` });
  const { responses, stdout } = await runCompiled(compiled, [{}], { TMPDIR: temporary.path });
  expect(responses).toEqual([{ event: {} }]);
  expect(stdout).toMatch(
    /WARN\tsnapboot: the last start ended while it loaded .*index\.js\.cache, this one does without\n$/,
  );
});

test('whatever is damaged in the code costs one start at most', async () => {
  await using compiled = await compiledFunction({
    'index.mjs':
      'const all = Array.from({ length: 99 }, (_, n) => () => n); export const handler = async () => all[7]();',
  });
  await using temporary = await temporaryFolder();
  const whole = await readFile(compiled.codeFile);
  const random = new SeededRandom(7);
  for (let round = 0; round < 12; round++) {
    // Behind the header, which V8 does check.
    const damaged = whole.map((byte, at) => (at > 88 && random.below(20) === 0 ? byte ^ 0xff : byte));
    await writeFile(compiled.codeFile, damaged);
    const first = await runCompiled(compiled, [{}], { TMPDIR: temporary.path });
    const second = first.end === 'idle' ? first : await runCompiled(compiled, [{}], { TMPDIR: temporary.path });
    expect(second.responses).toEqual([7]);
    await rm(join(temporary.path, MARK), { force: true });
  }
});

test.each([
  ['another function', () => `${spawnSync('true').pid} /elsewhere/index.js.cache`],
  ['a process that still loads it', (file: string) => `${process.pid} ${file}`],
])('the mark of %s is of no concern', async (_whose, markOf) => {
  await using compiled = await compiledFunction(ECHO);
  await using temporary = await temporaryFolder({ [MARK]: markOf(compiled.codeFile) });
  const { responses, stdout } = await runCompiled(compiled, [{}], { TMPDIR: temporary.path });
  expect({ responses, stdout }).toEqual({ responses: [{ event: {} }], stdout: '' });
});

test('nothing is left in the temporary folder, also where loading fails', async () => {
  await using compiled = await compiledFunction({
    'index.mjs':
      'if (process.env.FAILS) throw new TypeError("no"); if (process.env.EXITS) process.exit(3); export const handler = async () => 1;',
  });
  await using temporary = await temporaryFolder();
  await runCompiled(compiled, [{}], { TMPDIR: temporary.path });
  expect(existsSync(join(temporary.path, MARK))).toBe(false);
  await using api = await startRecordedRuntimeApi([{}]);
  const env = { TMPDIR: temporary.path, LAMBDA_TASK_ROOT: compiled.path, FAILS: '1' };
  const { end } = await runFunction(ECHO, { api, handler: 'index.handler', cwd: compiled.path, env });
  expect(end).toBe('exit 1');
  expect(existsSync(join(temporary.path, MARK))).toBe(false);
  const exiting = { ...env, FAILS: '', EXITS: '1' };
  expect((await runFunction(ECHO, { api, cwd: compiled.path, env: exiting })).end).toBe('exit 3');
  expect(existsSync(join(temporary.path, MARK))).toBe(false);
});

test('a compiled module finds what every CommonJS module finds', async () => {
  await using compiled = await compiledFunction({
    'index.mjs': `import own from './own.cjs'; export const handler = async () => own();`,
    'own.cjs': `module.exports = () => {
        return {
          isCached: Object.keys(require.cache).some((file) => file.endsWith('/index.js')),
          again: typeof require(['.', 'index.js'].join('/')).handler,
          strict: (function () { return this === undefined })(),
        };
      };`,
  });
  expect((await runCompiled(compiled)).responses).toEqual([{ isCached: true, again: 'function', strict: false }]);
});

test('modules are imported late from beside the function, without a word in the log', async () => {
  await using compiled = await compiledFunction({
    'index.mjs': `export const handler = async ({ name }) => (await import(name)).default;`,
  });
  await writeFile(join(compiled.path, 'late.mjs'), 'export default await Promise.resolve("late")');
  expect(await runCompiled(compiled, [{ name: './late.mjs' }])).toMatchObject({
    responses: ['late'],
    stdout: '',
    stderr: '',
  });
});

test('a module that awaits at its top is compiled as well', async () => {
  await using compiled = await compiledFunction({
    'index.mjs': `import { createHash } from 'node:crypto';
        const value = await new Promise((resolve) => setTimeout(resolve, 5, 'waited'));
        export const handler = async () => [value, typeof createHash];`,
  });
  expect(await runCompiled(compiled)).toMatchObject({ responses: [['waited', 'function']], stdout: '', stderr: '' });
});

test('built-in modules that a sample event needs are loaded in init, and no others', async () => {
  await using compiled = await compiledFunction(
    {
      'index.mjs': `export const handler = async ({ name }) => {
          const before = process.moduleLoadList.includes('NativeModule ' + name);
          await import(name);
          return before;
        };`,
    },
    [{ name: 'readline' }],
  );
  expect(compiled.builtins).toContain('readline');
  expect((await runCompiled(compiled, [{ name: 'readline' }, { name: 'cluster' }])).responses).toEqual([true, false]);
});
