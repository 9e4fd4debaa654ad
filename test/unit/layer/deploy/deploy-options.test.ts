import { expect, test } from 'vitest';
import { readDeployOptions } from '../../../../layer/deploy/deploy-options.ts';

test('a folder is enough: what is not said stays open', () => {
  expect(readDeployOptions(['/src/orders/'])).toEqual({
    folder: '/src/orders',
    region: undefined,
    wish: { name: 'orders' },
    layer: { kind: 'file', file: 'layers.json', nodeMajor: undefined },
    bucket: undefined,
    dryRun: false,
  });
});

test('with --sdk the file of ARNs is asked, whatever the other layer comes from', () => {
  expect(readDeployOptions(['orders', '--sdk']).sdkFile).toBe('layers.json');
  expect(readDeployOptions(['orders', '--sdk', '--layer', 'arn', '--layers-file', 'all.json'])).toMatchObject({
    layer: { kind: 'arn', arn: 'arn' },
    sdkFile: 'all.json',
  });
});

test('variables keep what follows the first equals sign', () => {
  const { wish } = readDeployOptions([
    'orders',
    '--env',
    'URL=http://a/?b=c',
    '--env',
    'EMPTY=',
    '--env',
    'LINES=a\nb',
  ]);
  expect(wish.variables).toEqual({ URL: 'http://a/?b=c', EMPTY: '', LINES: 'a\nb' });
});

test.each([
  [[], 'which folder? snapboot function deploy FOLDER'],
  [['one', 'two'], 'which folder? snapboot function deploy FOLDER'],
  [['my orders'], "my orders: a function's name has 1 to 64 letters, digits, hyphens and underscores: --name"],
  [['orders', '--arch', 'arm'], "--arch arm: Lambda's architectures are x86_64 and arm64"],
  [['orders', '--node', 'new'], '--node new: this is not a line of Node.js, such as 24'],
  [['orders', '--memory', '100'], '--memory 100: a number from 128 to 10240'],
  [
    ['orders', '--bucket', 's3://code'],
    "--bucket s3://code: a bucket's name has 3 to 63 lower-case letters, digits, hyphens and dots",
  ],
  [['orders', '--timeout', '1.5'], '--timeout 1.5: a number from 1 to 900'],
  [
    ['orders', '--layer', 'arn', '--layers-file', 'all.json'],
    '--layer names one version of one layer: leave out --layers-file and --node',
  ],
  [
    ['orders', '--layer', 'arn', '--node', '24'],
    '--layer names one version of one layer: leave out --layers-file and --node',
  ],
])('%j is refused with its reason', (args, reason) => {
  expect(() => readDeployOptions(args)).toThrow(reason);
});

test('a variable that is no variable is refused without its value', () => {
  expect(() => readDeployOptions(['orders', '--env', '1ST=secret'])).toThrow(/^--env 1ST: NAME=VALUE, (?!.*secret)/);
});
