import { join } from 'node:path';
import { expect, test } from 'vitest';
import { readFunctionBuildOptions } from '../../../../layer/function/function-build-options.ts';
import { temporaryFolder } from '../../../support/temporary-folder.ts';

const FILES = {
  'package.json': '{}',
  'src/orders.ts': '',
  'src/mail/index.mjs': '',
  'empty/readme.md': '',
  'event.json': '{"a":1}',
  'broken.json': '{',
};

test('a function is called after its file, or after the folder of its index, and built in dist', async () => {
  await using folder = await temporaryFolder(FILES);
  expect(readFunctionBuildOptions([join(folder.path, 'src/orders.ts')])).toMatchObject({
    entry: join(folder.path, 'src/orders.ts'),
    root: folder.path,
    name: 'orders',
    handler: 'index.handler',
    outputFolder: join(process.cwd(), 'dist/orders'),
    mode: 'compiled',
    events: [],
    variables: {},
    external: [],
    trials: 10,
    sizes: [1769, 128],
  });
  expect(readFunctionBuildOptions([join(folder.path, 'src/mail')])).toMatchObject({
    entry: join(folder.path, 'src/mail/index.mjs'),
    name: 'mail',
  });
});

test('every option arrives', async () => {
  await using folder = await temporaryFolder(FILES);
  const event = join(folder.path, 'event.json');
  const lists = ['--event', event, '--event', event, '--env', 'A=b=c', '--env', 'PATH', '--external', 'sharp'];
  const rest = [
    '--handler',
    'run',
    '--plain',
    '--trials',
    '0',
    '--arch',
    'arm64',
    '--node',
    '26',
    '--out',
    'x',
    '--memory',
    '512',
  ];
  const options = readFunctionBuildOptions([join(folder.path, 'src/orders.ts'), ...lists, ...rest]);
  expect(options).toMatchObject({
    handler: 'index.run',
    mode: 'plain',
    variables: { A: 'b=c', PATH: process.env.PATH },
    external: ['sharp'],
    trials: 0,
    sizes: [512],
    outputFolder: join(process.cwd(), 'x'),
    layer: { architecture: 'arm64', nodeVersion: expect.stringMatching(/^26\./) },
  });
  expect(options.events.map(({ name, payload }) => [name, payload.toString()])).toEqual([
    ['event.json', '{"a":1}'],
    ['event.json', '{"a":1}'],
  ]);
});

test.each([
  [[], 'which function? give the file of its handler'],
  [['nowhere.ts'], 'nowhere.ts: no such file or folder'],
  [['empty'], 'there is no index.ts, index.mts'],
  [['src/orders.ts', 'src/mail'], 'one ENTRY at a time: what is '],
  [['src/orders.ts', '--event', 'broken.json'], 'broken.json: this is no JSON: '],
  [['src/orders.ts', '--event', 'none.json'], 'none.json: cannot be read (ENOENT)'],
  [['src/orders.ts', '--env', '1A=x'], '--env 1A: a name has letters, digits and underscores'],
  [['src/orders.ts', '--env', 'SURELY_NOT_SET'], '--env SURELY_NOT_SET: it is not set in this shell'],
  [['src/orders.ts', '--trials', 'many'], '--trials many: it is a whole number up to 1000'],
  [['src/orders.ts', '--memory', '64'], '--memory 64: it is a whole number of MB from 128 to 10240'],
  [['src/orders.ts', '--arch', 'mips'], "--arch mips: Lambda's architectures are x86_64 and arm64"],
])('the mistake %j is told in one line', async (args, line) => {
  await using folder = await temporaryFolder(FILES);
  const inFolder = args.map((each) =>
    /^(?:src|empty|broken|none|event)\b/.test(each) ? join(folder.path, each) : each,
  );
  const complaint = await (async () => readFunctionBuildOptions(inFolder))().catch((error: Error) => error.message);
  expect(complaint).toContain(line);
  expect(complaint).not.toContain('\n');
});
