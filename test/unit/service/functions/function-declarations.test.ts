import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { readDeclarations } from '../../../../service/functions/function-declarations.ts';
import { temporaryFolder } from '../../../support/temporary-folder.ts';

test('everything that can be declared, in the units of a function', async () => {
  const declared = {
    name: 'hello',
    path: 'src',
    handler: 'app.main',
    memory: 1769,
    timeout: 900,
    environment: { TABLE: 'users' },
    layers: ['layer', './other/layer'],
    ephemeralStorage: 10_240,
    logFormat: 'JSON',
    tracing: 'Active',
    snapStart: true,
  };
  await using folder = await temporaryFolder({
    'src/app.mjs': '',
    'layer/x': '',
    'other/layer/x': '',
    'snapboot.json': JSON.stringify({ functions: [declared] }),
  });
  expect(readDeclarations(join(folder.path, 'snapboot.json'))).toEqual([
    {
      name: 'hello',
      version: '$LATEST',
      taskRoot: join(folder.path, 'src'),
      handler: 'app.main',
      memoryMb: 1769,
      timeoutMs: 900_000,
      variables: { TABLE: 'users' },
      layers: [join(folder.path, 'layer'), join(folder.path, 'other/layer')],
      ephemeralStorageMb: 10_240,
      logFormat: 'JSON',
      tracing: 'Active',
      snapStart: true,
      revision: '',
    },
  ]);
});

test.each([
  ['memory', 128, 10_240],
  ['timeout', 1, 900],
  ['ephemeralStorage', 512, 10_240],
])('%s may be as small as %i and as large as %i', async (key, least, most) => {
  await using folder = await temporaryFolder({ 'index.mjs': '' });
  const file = join(folder.path, 'snapboot.json');
  const declare = (value: number) => writeFile(file, one({ [key]: value })).then(() => readDeclarations(file));
  await declare(least);
  await declare(most);
  await expect(declare(least - 1)).rejects.toThrow(`functions[0].${key}: expected a whole number`);
  await expect(declare(most + 1)).rejects.toThrow(`functions[0].${key}: expected a whole number`);
});

test('a name of 64 characters, a handler of 128, five layers and 4 KB of variables are as much as there may be', async () => {
  await using folder = await temporaryFolder({ 'index.mjs': '', 'layer/file': '' });
  const file = join(folder.path, 'snapboot.json');
  const declare = (declaration: object) => writeFile(file, one(declaration)).then(() => readDeclarations(file));
  const most = {
    name: 'n'.repeat(64),
    handler: `index.${'h'.repeat(122)}`,
    layers: Array<string>(5).fill('layer'),
    environment: { AB: `é${'x'.repeat(4092)}` },
  };
  expect(await declare(most)).toHaveLength(1);
  await expect(declare({ ...most, handler: `${most.handler}h` })).rejects.toThrow('at most 128 characters');
  const environment = { AB: `${most.environment.AB}x` };
  await expect(declare({ ...most, environment })).rejects.toThrow('of 4096 bytes at most, found 4097 bytes');
});

test("what is left out has Lambda's defaults, and the name comes from the file or the folder", async () => {
  await using folder = await temporaryFolder({
    'app.mjs': '',
    'my.orders/index.mjs': '',
    'snapboot.json': '{"functions": [{"path": "app.mjs"}, {"path": "my.orders"}]}',
  });
  const functions = readDeclarations(join(folder.path, 'snapboot.json'));
  expect(functions).toMatchObject([
    { name: 'app', handler: 'app.handler', memoryMb: 128, timeoutMs: 3000, ephemeralStorageMb: 512, layers: [] },
    { name: 'my-orders', handler: 'index.handler', variables: {}, logFormat: 'Text', tracing: 'PassThrough' },
  ]);
});

test("a URL with Lambda's defaults, with settings, and none", async () => {
  const cors = { allowOrigins: ['*'], maxAge: 60 };
  const urls = [true, { authType: 'AWS_IAM', invokeMode: 'RESPONSE_STREAM', cors }, false];
  const functions = urls.map((url, index) => ({ name: `f${index}`, url }));
  await using folder = await temporaryFolder({ 'index.mjs': '', 'snapboot.json': JSON.stringify({ functions }) });
  const empty = { allowMethods: [], allowHeaders: [], exposeHeaders: [], allowCredentials: false };
  expect(readDeclarations(join(folder.path, 'snapboot.json')).map(({ url }) => url)).toEqual([
    { authType: 'NONE', invokeMode: 'BUFFERED', cors: undefined },
    { authType: 'AWS_IAM', invokeMode: 'RESPONSE_STREAM', cors: { ...empty, ...cors } },
    undefined,
  ]);
});

test.each([
  ['{', /no JSON: .*$/],
  ['[]', 'the file: expected an object with the key functions, found []'],
  ['{}', 'functions: expected a list of one function or more, found nothing'],
  ['{"functions":[]}', 'functions: expected a list of one function or more, found []'],
  ['{"functions":[{}],"x":1}', 'the file: expected only functions, apis, alarms, built, found "x"'],
  ['{"functions":["a"]}', 'functions[0]: expected an object, found "a"'],
  [one({ nmae: 'a' }), 'functions[0]: expected only name, path, handler, memory, timeout, environment, layers, '],
  [one({ name: 'a b' }), 'functions[0].name: expected 1 to 64 letters, digits, - and _, found "a b"'],
  [one({ name: 'a'.repeat(65) }), 'functions[0].name: expected 1 to 64'],
  [one({ path: 7 }), 'functions[0].path: expected the path of a file or folder, found 7'],
  [one({ path: 'nowhere' }), /functions\[0\]: \S+nowhere: no such file or folder$/],
  [one({ path: 'empty' }), /functions\[0\]: \S+empty: no function in this folder; .* or give a handler$/],
  [one({ handler: 'index' }), 'functions[0].handler: expected file.export, at most 128 characters'],
  [one({ handler: 'my app.handler' }), 'functions[0].handler: expected file.export'],
  [one({ memory: 127 }), 'functions[0].memory: expected a whole number of MB from 128 to 10240, found 127'],
  [one({ memory: '256' }), 'functions[0].memory: expected a whole number of MB from 128 to 10240, found "256"'],
  [one({ timeout: 901 }), 'functions[0].timeout: expected a whole number of seconds from 1 to 900, found 901'],
  [one({ timeout: 0.5 }), 'functions[0].timeout: expected a whole number of seconds from 1 to 900, found 0.5'],
  [one({ timeout: null }), 'functions[0].timeout: expected a whole number of seconds from 1 to 900, found null'],
  [one({ ephemeralStorage: 511 }), 'functions[0].ephemeralStorage: expected a whole number of MB from 512 to 10240'],
  [one({ logFormat: 'json' }), 'functions[0].logFormat: expected "Text" or "JSON", found "json"'],
  [one({ snapStart: 'yes' }), 'functions[0].snapStart: expected true or false, found "yes"'],
  [one({ environment: [] }), 'functions[0].environment: expected an object of names and texts, found []'],
  [one({ environment: { A1: 1 } }), 'functions[0].environment.A1: expected a text, found 1'],
  [one({ environment: { _A: '' } }), 'functions[0].environment: expected names of two or more letters, digits and _'],
  [one({ environment: { AWS_REGION: '' } }), 'expected no name that Lambda itself sets, found "AWS_REGION"'],
  [
    one({ environment: { BIG: 'x'.repeat(4096) } }),
    'expected names and values of 4096 bytes at most, found 4099 bytes',
  ],
  [one({ layers: 'layer' }), 'functions[0].layers: expected a list of folders, found "layer"'],
  [one({ layers: ['nowhere'] }), 'functions[0].layers[0]: expected a folder, found "nowhere"'],
  [one({ layers: Array(6).fill('empty') }), 'functions[0].layers: expected 5 layers at most, found 6'],
  ['{"functions":[{},{"name":"x"},{"name":"x"}]}', 'functions[2].name: expected a name that no other function has'],
])('%s is refused in one line', async (text, reason) => {
  await using folder = await temporaryFolder({ 'index.mjs': '', 'empty/x': '', 'snapboot.json': text });
  const file = join(folder.path, 'snapboot.json');
  expect(() => readDeclarations(file)).toThrow(reason);
  expect(() => readDeclarations(file)).toThrow(/^\S+snapboot\.json: .+$/);
});

test('a file that is not there', () => {
  expect(() => readDeclarations('nowhere/snapboot.json')).toThrow('nowhere/snapboot.json: cannot be read: ENOENT');
});

function one(declaration: object): string {
  return JSON.stringify({ functions: [declaration] });
}
