import { execFile } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { temporaryFolder } from '../../../support/temporary-folder.ts';
import { bundled } from './bundled-function.ts';

const LIBRARY = `const punycode = require('punycode'); const url = require('url');
  module.exports = () => [punycode.toASCII('ü'), url.parse('http://a/b').host, typeof url.URL];`;

/** What a process that loads the bundle and calls the handler writes. */
async function written(files: Readonly<Record<string, string>>): Promise<{ stdout: string; stderr: string }> {
  const { script } = await bundled(files);
  await using folder = await temporaryFolder({ 'package.json': '{"type":"commonjs"}' });
  const file = join(folder.path, 'index.js');
  await writeFile(file, script);
  const code = `console.log(JSON.stringify(require(${JSON.stringify(file)}).handler()))`;
  return await promisify(execFile)(process.execPath, ['-e', code]);
}

test('packages use deprecated parts of Node.js without a word, as they do unbundled', async () => {
  const { stdout, stderr } = await written({
    'index.mjs': `import library from 'library'; export const handler = library;`,
    'node_modules/library/index.js': LIBRARY,
  });
  expect(JSON.parse(stdout)).toEqual(['xn--tda', 'a', 'function']);
  expect(stderr).toBe('');
});

test('a function that uses them itself is told', async () => {
  const { stderr } = await written({ 'index.cjs': LIBRARY.replace('module.exports', 'exports.handler') });
  expect(stderr).toContain('DEP0040');
  expect(stderr).toContain('DEP0169');
});
