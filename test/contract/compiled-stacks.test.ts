import { cp, readFile, rename, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { stampOf } from '../../layer/function/compile/script-stamp.ts';
import { builtLayer } from '../support/built-layer.ts';
import { changeCodeFile, compiledFunction, runCompiled } from '../support/compiled-function.ts';
import { startRecordedRuntimeApi } from '../support/recorded-runtime-api.ts';
import { runFunction } from '../support/run-function.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const MAP = 'index.js.map';
const INDEX = 'index.js.map.index';
const FAILS = {
  'index.mjs': `import { fail } from './src/fails.mjs';
    export const handler = async (event) => {
      try { fail(event); } catch (error) { console.log(error.stack.split('\\n')[1]); throw error; }
    };`,
  'src/fails.mjs': '\n\nexport const fail = ({ message }) => {\n  throw new RangeError(message);\n};',
};

test('the stack of an error names the places in the sources', async () => {
  await using compiled = await compiledFunction(FAILS, []);
  const { errors, stdout } = await runCompiled(compiled, [{ message: 'far too long' }]);
  const place = `    at fail (${compiled.path}/src/fails.mjs:4:9)`;
  expect(stdout).toContain(`INFO\t${place}\n`);
  const { errorMessage } = errors[0] as Record<string, unknown>;
  expect(errorMessage).toBe('far too long');
  expect(traceOf(errors).slice(0, 2)).toEqual(['RangeError: far too long', place]);
});

test.each([
  ['without its source map', MAP, () => undefined],
  ['without the index of that', INDEX, () => undefined],
  ['where the index is cut off', INDEX, (file: Buffer) => file.subarray(0, -1)],
  ['where the index has a wrong byte', INDEX, (file: Buffer) => file.with(file.length - 5, 0)],
  ['where the index is empty', INDEX, () => Buffer.alloc(0)],
  ['where the map is another one', MAP, (file: Buffer) => file.fill('A', file.indexOf('"mappings"'))],
  ['where the map is cut off', MAP, (file: Buffer) => file.subarray(0, 10)],
])('%s the stack of an error names the places in the bundle', async (_what, name, changed) => {
  await using compiled = await compiledFunction(FAILS);
  const file = join(compiled.path, name);
  const bytes = changed(await readFile(file));
  if (bytes === undefined) await rm(file);
  else await writeFile(file, bytes);
  const { errors } = await runCompiled(compiled, [{ message: 'no' }]);
  expect(traceOf(errors)[1]).toMatch(new RegExp(`^    at fail \\(${compiled.path}/index\\.js:\\d+:\\d+\\)$`));
});

test('no stack names a place by the map of another bundle', async () => {
  await using compiled = await compiledFunction(FAILS);
  const bundle = join(compiled.path, 'index.js');
  const script = Buffer.from(`/* moved */ ${await readFile(bundle, 'utf8')}`);
  await writeFile(bundle, script);
  // As if it had been compiled again, without its map.
  await changeCodeFile(compiled, { script: stampOf(script) });
  const { errors } = await runCompiled(compiled, [{ message: 'no' }]);
  expect(traceOf(errors)[1]).toContain(`(${compiled.path}/index.js:`);
});

test('neither the map nor its index is looked for before there is a stack', async () => {
  await using compiled = await compiledFunction({
    'index.mjs': `import { renameSync } from 'node:fs';
      export const handler = async () => {
        for (const name of ['${MAP}', '${INDEX}']) renameSync('late-' + name, name);
        return new Error('here').stack.split('\\n')[1];
      };`,
  });
  for (const name of [MAP, INDEX]) await rename(join(compiled.path, name), join(compiled.path, `late-${name}`));
  expect((await runCompiled(compiled)).responses).toEqual([expect.stringContaining(`${compiled.path}/index.mjs:4:16`)]);
});

test('of the map of a large bundle only what a stack needs is read', async () => {
  const large = Array.from({ length: 8000 }, (_, n) => `export const f${n} = (a) => { g(a + ${n}); return a; };`);
  await using compiled = await compiledFunction({
    'index.mjs': `import fs from 'node:fs'; import * as large from './large.mjs'; import { watched } from './watched.mjs';
      export const handler = async (event) => {
        const reads = watched([[fs, 'readSync'], [fs, 'readFileSync'], [JSON, 'parse']]);
        try { large['f' + event.n](1); } catch (error) { return { line: error.stack.split('\\n')[2], bytes: reads.bytes }; }
      };`,
    'large.mjs': `const g = (a) => { if (a > 7000) throw new RangeError('large'); };\n${large.join('\n')}`,
    'watched.mjs': `export const watched = (functions) => {
      const reads = { bytes: 0 };
      for (const [object, name] of functions) {
        const read = object[name];
        object[name] = (...args) => {
          const result = read(...args);
          reads.bytes += name === 'parse' ? args[0].length : result.length ?? result;
          return result;
        };
      }
      return reads;
    };`,
  });
  const { size } = await stat(join(compiled.path, MAP));
  const [answer] = (await runCompiled(compiled, [{ n: 7654 }])).responses as [{ line: string; bytes: number }];
  expect(answer.line).toBe(`    at Object.f7654 (${compiled.path}/large.mjs:7656:31)`);
  expect(answer.bytes).toBeGreaterThan(0);
  expect(answer.bytes).toBeLessThan(size / 5);
});

test('a function may format stacks itself, and give that back', async () => {
  await using compiled = await compiledFunction({
    'index.mjs': `export const handler = async () => {
        const { prepareStackTrace } = Error;
        Error.prepareStackTrace = (_error, frames) => frames[0].getFunctionName();
        const own = new Error('own').stack;
        Error.prepareStackTrace = prepareStackTrace;
        return [own, new Error('again').stack.split('\\n')[1]];
      };`,
  });
  expect((await runCompiled(compiled)).responses).toEqual([
    ['handler', expect.stringContaining(`${compiled.path}/index.mjs:6:22`)],
  ]);
});

test('stacks of any length, and any number of them, name the places in the sources', async () => {
  await using compiled = await compiledFunction({
    'index.mjs': `Error.stackTraceLimit = Infinity;
      const deep = (n) => (n === 0 ? new Error('deep') : deep(n - 1));
      const made = Array.from({ length: 1500 }, (_, n) => new Function('make', '\\n'.repeat(n) + 'return make();'));
      export const handler = async () => {
        const lines = deep(1000).stack.split('\\n');
        const stacks = made.map((make) => make(() => new Error('made')).stack);
        const again = deep(0).stack.split('\\n')[1];
        return [lines.filter((line) => line.includes('/index.mjs:2:')).length, new Set(stacks).size, again];
      };`,
  });
  expect((await runCompiled(compiled)).responses).toEqual([
    [1001, 1500, `    at deep (${compiled.path}/index.mjs:2:38)`],
  ]);
});

test('a stack that is asked for where there is hardly room for one spoils none that comes later', async () => {
  await using compiled = await compiledFunction({
    'index.mjs': `const deep = () => { try { deep(); } catch { try { new Error('deep').stack; } catch {} throw 0; } };
      export const handler = async () => {
        try { deep(); } catch {}
        const calm = () => new Error('calm').stack.split('\\n')[1];
        return calm();
      };`,
  });
  expect((await runCompiled(compiled)).responses).toEqual([`    at calm (${compiled.path}/index.mjs:4:28)`]);
});

test('a function that asks for stacks in what it has put in the place of reading gets them all the same', async () => {
  await using compiled = await compiledFunction({
    'index.mjs': `import fs from 'node:fs';
      const stacks = [];
      for (const name of ['openSync', 'readSync', 'readFileSync']) {
        const read = fs[name];
        fs[name] = (...args) => { stacks.push(new Error('read').stack); return read(...args); };
      }
      export const handler = async () => [new Error('own').stack.split('\\n')[1], stacks.length > 0];`,
  });
  expect((await runCompiled(compiled)).responses).toEqual([
    [expect.stringContaining(`${compiled.path}/index.mjs:7:43`), true],
  ]);
});

test('names of sources are told as they are', async () => {
  await using compiled = await compiledFunction({
    'index.mjs': `import { fail } from './$&/$1.mjs';
      export const handler = async () => {
        return fail().stack.split('\\n')[1];
      };`,
    '$&/$1.mjs': 'export const fail = () => new Error("here");',
  });
  expect((await runCompiled(compiled)).responses).toEqual([`    at fail (${compiled.path}/$&/$1.mjs:1:27)`]);
});

test('on a layer that has nothing to format stacks with they name the places in the bundle', async () => {
  await using layer = await temporaryFolder();
  const left = ['bin', 'snapboot/stacks.cjs'].map((name) => join(builtLayer(), name));
  await cp(builtLayer(), layer.path, { recursive: true, filter: (source) => !left.includes(source) });
  await symlink(join(builtLayer(), 'bin'), join(layer.path, 'bin'));
  await using compiled = await compiledFunction(FAILS);
  await using api = await startRecordedRuntimeApi([{ message: 'no' }]);
  const env = { LAMBDA_TASK_ROOT: compiled.path };
  await runFunction(
    {},
    { api, handler: 'index.handler', cwd: compiled.path, env, command: [join(layer.path, 'bootstrap')] },
  );
  const [heading, place] = traceOf(api.errors);
  expect(heading).toBe('RangeError: no');
  expect(place).toContain(`(${compiled.path}/index.js:`);
});

function traceOf(errors: readonly unknown[]): readonly string[] {
  const { stackTrace, trace } = errors[0] as Record<string, readonly string[] | undefined>;
  return stackTrace ?? trace ?? [];
}
