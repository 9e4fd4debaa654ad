import { cp, readFile, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { stampOf } from '../../layer/function/compile/script-stamp.ts';
import {
  type CompiledTestFunction,
  changeCodeFile,
  compiledFunction,
  runCompiled,
} from '../support/compiled-function.ts';
import { knownToNode } from '../support/known-options.ts';

// As in zips that others make: the same for all files.
const ZIP_TIME = Date.parse('1980-01-01T12:00:00Z') / 1000;
const SAYS_BEFORE = { 'index.mjs': 'export const handler = async () => "before the edit";' };
const LEFT_ALONE = /WARN\tsnapboot: .*index\.js is not what .*index\.js\.cache was made of, which is left alone\n$/;

// V8 itself compares nothing but the length.
test.each([
  ['at equal times', 0, 'behind'],
  ['before its code, by the times', -86_400, 'behind'],
  ['after its code, by the times', 86_400, 'behind'],
  ['and is longer now', 0, 'long before'],
  ['and is shorter now', 0, 'in'],
  ['and has no longer ASCII alone', 0, 'hïnter'],
])('a bundle that was changed %s runs as it is, and a warning says so', async (_how, seconds, text) => {
  await using compiled = await compiledFunction(SAYS_BEFORE, [{}]);
  await edit(compiled, (script) => script.replace('before', text));
  await setTimes(compiled, seconds);
  const { responses, stdout, stderr } = await runCompiled(compiled);
  expect({ responses, stderr }).toEqual({ responses: [`${text} the edit`], stderr: '' });
  expect(stdout).toMatch(LEFT_ALONE);
});

test('any one byte is compared, also where V8 would find no difference', async () => {
  await using compiled = await compiledFunction(SAYS_BEFORE, [{}]);
  const bundle = join(compiled.path, 'index.js');
  const script = await readFile(bundle);
  for (const at of [0, script.length >> 1, script.length - 1]) {
    await writeFile(bundle, script);
    await changeCodeFile(compiled, { script: stampOf(script.with(at, 0x20)) });
    expect((await runCompiled(compiled)).stdout).toMatch(LEFT_ALONE);
  }
});

test.each([-86_400, 0, 86_400])(
  'times say nothing: a bundle %d s after its code is the one it was',
  async (seconds) => {
    await using compiled = await compiledFunction(SAYS_BEFORE, [{}]);
    await setTimes(compiled, seconds);
    expect(await runCompiled(compiled)).toMatchObject({ responses: ['before the edit'], stdout: '', stderr: '' });
  },
);

test('code of another function of the same length is left alone', async () => {
  await using one = await compiledFunction({ 'index.mjs': 'export const handler = async () => "one";' }, [{}]);
  await using two = await compiledFunction({ 'index.mjs': 'export const handler = async () => "two";' }, [{}]);
  await cp(one.codeFile, two.codeFile);
  await setTimes(two, 0);
  const { responses, stdout } = await runCompiled(two);
  expect(responses).toEqual(['two']);
  expect(stdout).toMatch(LEFT_ALONE);
});

test.each([
  ['is written as V8 gives it', (file: Buffer) => file.subarray(24)],
  ['is empty', () => Buffer.alloc(0)],
  ['is cut off in what it begins with', (file: Buffer) => file.subarray(0, 20)],
  ['begins in another way', (file: Buffer) => file.with(7, 0x30)],
])('code that %s is left alone, and told at the level of debugging', async (_what, changed) => {
  await using compiled = await compiledFunction(SAYS_BEFORE, [{}]);
  await writeFile(compiled.codeFile, changed(await readFile(compiled.codeFile)));
  const { responses, stdout, stderr } = await runCompiled(compiled);
  expect({ responses, stderr }).toEqual({ responses: ['before the edit'], stderr: '' });
  expect(stdout).toMatch(/DEBUG\tsnapboot: .*index\.js\.cache was made by another version of snapboot, .*alone\n$/);
});

test.each([
  ['to warn of what is out of fashion', ['--pending-deprecation']],
  ['to ask before it reads a file', ['--permission', '--allow-fs-read=*', '--allow-fs-write=*', '--allow-net']],
])('a script is compared also where Node.js is %s', async (_what, options) => {
  const NODE_OPTIONS = knownToNode(options);
  await using compiled = await compiledFunction(SAYS_BEFORE, [{}]);
  const { responses, stdout } = await runCompiled(compiled, [{}], { NODE_OPTIONS });
  expect({ responses, stdout }).toEqual({ responses: ['before the edit'], stdout: '' });
  await edit(compiled, (script) => script.replace('before', 'behind'));
  expect((await runCompiled(compiled, [{}], { NODE_OPTIONS })).responses).toEqual(['behind the edit']);
});

async function edit({ path }: CompiledTestFunction, change: (script: string) => string): Promise<void> {
  const bundle = join(path, 'index.js');
  await writeFile(bundle, change(await readFile(bundle, 'utf8')));
}

/** @param seconds how much later than its code the bundle was written */
async function setTimes({ path, codeFile }: CompiledTestFunction, seconds: number): Promise<void> {
  await utimes(codeFile, ZIP_TIME, ZIP_TIME);
  await utimes(join(path, 'index.js'), ZIP_TIME + seconds, ZIP_TIME + seconds);
}
