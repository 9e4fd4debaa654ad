import { join } from 'node:path';
import { expect, test } from 'vitest';
import { readFunctionPath } from '../../../../service/functions/function-path.ts';
import { temporaryFolder } from '../../../support/temporary-folder.ts';

test('a file stands for the export `handler` in it', async () => {
  await using folder = await temporaryFolder({ 'src/app.mts': '' });
  expect(readFunctionPath(join(folder.path, 'src/app.mts'))).toEqual({
    taskRoot: join(folder.path, 'src'),
    handler: 'app.handler',
  });
});

test('a folder stands for index.handler', async () => {
  await using folder = await temporaryFolder({ 'index.cjs': '' });
  expect(readFunctionPath(folder.path)).toEqual({ taskRoot: folder.path, handler: 'index.handler' });
});

test('a handler that is given replaces both', async () => {
  await using folder = await temporaryFolder({ 'app.js': '' });
  expect(readFunctionPath(folder.path, 'src/a.b')).toEqual({ taskRoot: folder.path, handler: 'src/a.b' });
  expect(readFunctionPath(join(folder.path, 'app.js'), 'app.main').handler).toBe('app.main');
});

test.each([
  ['nowhere', /nowhere: no such file or folder$/],
  ['empty', /looked for index\.js, index\.mjs, .* or index\.cts: name the file, or use --handler$/],
  ['notes.txt', /no function; its file ends with \.js, \.mjs, .* or \.cts$/],
  ['my.app.mjs', /cannot name a file with a dot in its name/],
  ['twice.mjs', /Lambda would load .*twice\.js instead/],
])('the path %s is refused with a reason', async (path, reason) => {
  await using folder = await temporaryFolder({
    'empty/readme': '',
    'notes.txt': '',
    'my.app.mjs': '',
    'twice.js': '',
    'twice.mjs': '',
  });
  expect(() => readFunctionPath(join(folder.path, path))).toThrow(reason);
});
