import { join } from 'node:path';
import { expect, test } from 'vitest';
import { readFunctions } from '../../../../service/functions/functions-at-paths.ts';
import { temporaryFolder } from '../../../support/temporary-folder.ts';

test('a path is a file, a folder, a declaration, or a folder with a declaration', async () => {
  await using folder = await temporaryFolder({
    'one.mjs': '',
    'two/index.mjs': '',
    'three/snapboot.json': '{"functions":[{"name":"three","handler":"app.handler"}]}',
    'four/index.mjs': '',
    'four/other.json': '{"functions":[{"name":"four"}]}',
  });
  const paths = ['one.mjs', 'two', 'three', 'four/other.json'].map((path) => join(folder.path, path));
  expect(readFunctions(paths).map(({ name, handler, taskRoot }) => [name, handler, taskRoot])).toEqual([
    ['one', 'one.handler', folder.path],
    ['two', 'index.handler', join(folder.path, 'two')],
    ['three', 'app.handler', join(folder.path, 'three')],
    ['four', 'index.handler', join(folder.path, 'four')],
  ]);
});

test('two functions of one name are refused, with the places', async () => {
  await using folder = await temporaryFolder({ 'a/hello.mjs': '', 'b/hello.mjs': '' });
  const paths = ['a/hello.mjs', 'b/hello.mjs'].map((path) => join(folder.path, path));
  expect(() => readFunctions(paths)).toThrow(
    `${paths[0]} and ${paths[1]}: two functions are named hello; name one in snapboot.json`,
  );
});

test('advice fits the command line', async () => {
  await using folder = await temporaryFolder({ 'readme.md': '' });
  expect(() => readFunctions([folder.path])).toThrow(/name the file, or declare it in snapboot\.json$/);
  expect(() => readFunctions([join(folder.path, 'no.json')])).toThrow(/no\.json: no such file or folder$/);
});
