import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { startService } from '../support/start-service.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const RETURNS_A_MODULE = "import { value } from './value.mjs';\nexport const handler = async () => value;";

test('a change of a file is in force from the next invocation on', async () => {
  await using folder = await temporaryFolder({ 'index.mjs': RETURNS_A_MODULE, 'value.mjs': 'export const value = 1;' });
  await using lambda = await startService({
    functions: [{ name: 'hello', taskRoot: folder.path, handler: 'index.handler' }],
  });
  expect(await lambda.call('hello')).toBe(1);
  const [before] = lambda.service.functions;
  await writeFile(join(folder.path, 'value.mjs'), 'export const value = 2;');
  await expect.poll(() => lambda.service.functions[0]?.revision, { interval: 5 }).not.toBe(before?.revision);
  expect(await lambda.call('hello')).toBe(2);
  await expect.poll(() => lambda.notices).toEqual(['files of hello have changed; the next invocation starts afresh']);
});

test('without a change an environment is used again', async () => {
  await using folder = await temporaryFolder({
    'index.mjs': 'let count = 0; export const handler = async () => ++count;',
  });
  await using lambda = await startService({
    functions: [{ name: 'hello', taskRoot: folder.path, handler: 'index.handler' }],
  });
  expect(await lambda.call('hello')).toBe(1);
  expect(await lambda.call('hello')).toBe(2);
});

test('functions are added, changed and removed by snapboot.json, and the others stay warm', async () => {
  await using folder = await temporaryFolder({
    'snapboot.json': declare({ name: 'one', path: 'one' }),
    'one/index.mjs': 'let count = 0; export const handler = async () => ++count;',
    'two/index.mjs': 'export const handler = async () => process.env.GREETING;',
  });
  const file = join(folder.path, 'snapboot.json');
  await using lambda = await startService({ paths: [folder.path] });
  expect(await lambda.call('one')).toBe(1);
  await writeFile(
    file,
    declare({ name: 'one', path: 'one' }, { name: 'two', path: 'two', environment: { GREETING: 'hi' } }),
  );
  await expect.poll(() => lambda.service.functions.length, { interval: 5 }).toBe(2);
  expect(await lambda.call('two')).toBe('hi');
  expect(await lambda.call('one')).toBe(2);
  await writeFile(file, declare({ name: 'two', path: 'two', environment: { GREETING: 'hello' } }));
  await expect.poll(() => lambda.service.functions.length).toBe(1);
  expect(await lambda.call('two')).toBe('hello');
  await expect(lambda.call('one')).rejects.toThrow('Function not found');
  expect(lambda.notices).toEqual(['the functions are now one, two', 'the functions are now two']);
});

test('a broken snapboot.json is told in one line and changes nothing', async () => {
  await using folder = await temporaryFolder({
    'snapboot.json': declare({ name: 'one', path: 'one' }),
    'one/index.mjs': 'export const handler = async () => 1;',
  });
  const file = join(folder.path, 'snapboot.json');
  await using lambda = await startService({ paths: [folder.path] });
  await writeFile(file, declare({ name: 'one', path: 'one', memory: 7 }));
  await expect
    .poll(() => lambda.notices)
    .toEqual([
      `${file}: functions[0].memory: expected a whole number of MB from 128 to 10240, found 7; the functions stay as they were`,
    ]);
  expect(await lambda.call('one')).toBe(1);
  await writeFile(file, declare({ name: 'one', path: 'one', memory: 256 }));
  await expect.poll(() => lambda.service.functions[0]?.memoryMb).toBe(256);
});

test('a snapboot.json that comes later takes the place of the folder’s own function', async () => {
  await using folder = await temporaryFolder({ 'index.mjs': 'export const handler = async () => 1;' });
  await using lambda = await startService({ paths: [folder.path] });
  await writeFile(join(folder.path, 'snapboot.json'), declare({ name: 'declared' }));
  await expect.poll(() => lambda.service.functions.map(({ name }) => name)).toEqual(['declared']);
  await rm(join(folder.path, 'snapboot.json'));
  await expect.poll(() => lambda.service.functions.map(({ name }) => name)).not.toEqual(['declared']);
});

function declare(...functions: readonly object[]): string {
  return JSON.stringify({ functions });
}
